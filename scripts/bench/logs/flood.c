// Writes lines to standard output as fast as possible; for the log benchmark.
//
//     flood [-l] LABEL LINES BYTES [GATE [REPORT]]
//
// Writes LINES lines of BYTES bytes in total, each with LABEL, its number, a level and words, the same in every run: in
// blocks of 64 KiB, or with -l in one write per line. With a GATE, a named pipe, it waits until the pipe is opened for
// writing, so that several start at the same time. It creates the empty file REPORT before it waits, and at the end
// writes the times of the first write and of the return of the last one: seconds since 1970.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024 };

static const char *levels[] = {"DEBUG", "INFO ", "INFO ", "INFO ", "WARN ", "INFO ", "INFO ", "ERROR"};
static const char words[] =
    "posted invoice for engagement of tenant northwind ledger balanced request finished with status cache "
    "refreshed document scanned workflow signalled deadline moved partner approved bank statement matched ";

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void write_all(const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t done = write(STDOUT_FILENO, bytes, count);
        if (done < 0) {
            perror("flood");
            exit(1);
        }
        bytes += done;
        count -= done;
    }
}

int main(int argc, char **argv) {
    int by_line = argc > 1 && strcmp(argv[1], "-l") == 0;
    argv += by_line;
    argc -= by_line;
    if (argc < 4) return 64;
    const char *label = argv[1];
    long lines = atol(argv[2]), bytes = atol(argv[3]);
    size_t length = bytes / lines, label_length = strlen(label);
    size_t fixed = label_length + 1 + 10 + 1 + 5 + 1;
    if (length < fixed + 2 || length > BLOCK) return 64;

    // A template for each level and position in the words; only the number is rewritten.
    enum { KINDS = 64 };
    char *kinds = malloc(KINDS * length);
    for (int kind = 0; kind < KINDS; kind++) {
        char *line = kinds + kind * length;
        size_t at = sprintf(line, "%s %010d %s ", label, 0, levels[kind % 8]);
        for (size_t word = kind * 7; at < length - 1; word++) line[at++] = words[word % (sizeof words - 1)];
        line[length - 1] = '\n';
    }

    FILE *report = argc > 5 ? fopen(argv[5], "w") : NULL;
    if (argc > 5 && !report) return 1;
    if (argc > 4 && open(argv[4], O_RDONLY) < 0) return 1;
    double begin = now();
    char *block = malloc(BLOCK + length);
    size_t filled = 0;
    char digits[] = "0000000000";
    for (long number = 0; number < lines; number++) {
        char *line = block + filled;
        memcpy(line, kinds + (number * 11 % KINDS) * length, length);
        memcpy(line + label_length + 1, digits, 10);
        for (int digit = 9; digit >= 0 && ++digits[digit] > '9'; digit--) digits[digit] = '0';
        if (by_line) {
            write_all(line, length);
            continue;
        }
        filled += length;
        if (filled >= BLOCK) {
            write_all(block, BLOCK);
            filled -= BLOCK;
            memcpy(block, block + BLOCK, filled);
        }
    }
    write_all(block, filled);
    double end = now();
    if (report) {
        fprintf(report, "%.6f %.6f\n", begin, end);
        fclose(report);
    }
    return 0;
}
