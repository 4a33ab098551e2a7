// Writes lines like those of a backend, JSON and plain, as fast as possible; then waits for a signal.
//
//   search-lines LINES FILE     writes the number of bytes to FILE once all lines are written
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// SplitMix64, so that every run writes the same.
static uint64_t state = 42;

static uint64_t random64(void)
{
    uint64_t z = state += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

int main(int count, char **arguments)
{
    static const char *methods[] = {"GET", "GET", "POST", "PUT"};
    static const char *paths[] = {"invoices", "ledger/entries", "health", "documents"};
    static const char *jobs[] = {"loaded the chart of accounts of firm", "reconciled the bank feed of client",
                                 "refreshed the cache of tax tables for", "scheduled a reminder for engagement"};
    if (count != 3) return 64;
    long lines = atol(arguments[1]);
    long long bytes = 0;
    static char buffer[1 << 16];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    for (long i = 0; i < lines; i++) {
        uint64_t x = random64();
        int second = (int)(i / 1000 % 60), ms = (int)(i % 1000);
        if (i % 200000 == 777)
            bytes += printf("thread 'main' panicked: IMBALANCE-%ld in the ledger\n", i);
        else if (x % 8 == 0)
            bytes += printf("2026-01-02T03:04:%02d.%03dZ  INFO cpa::jobs: %s %" PRIu64 "\n", second, ms, jobs[x >> 8 & 3],
                            x >> 40);
        else {
            int status = x % 1000 < 3 ? 500 + (int)(x >> 10 & 3) : x % 20 == 1 ? 404 : 200;
            bytes += printf("{\"level\":\"%s\",\"msg\":\"%s /api/%s/%d\",\"status\":%d,\"ms\":%d,"
                            "\"id\":\"%08x\",\"firm\":\"f-%04x\"}\n",
                            status >= 500 ? "ERROR" : "INFO", methods[x >> 20 & 3], paths[x >> 24 & 3],
                            (int)(x >> 30 & 4095), status, (int)(x >> 40 & 255), (unsigned)(x >> 32),
                            (unsigned)(x >> 48 & 1023));
        }
    }
    fflush(stdout);
    FILE *file = fopen(arguments[2], "w");
    if (!file || fprintf(file, "%lld\n", bytes) < 0 || fclose(file)) return 74;
    pause();
    return 0;
}
