import ControlAPI
import FoundationEssentials
import TerminalUI
import Testing

@testable import Commands

@Suite struct TableTests {
    /// No terminal, so no colour.
    private let output = Terminal(descriptor: -1)

    @Test func theStartupProfileShowsWhoWaitedAndWhoDidNot() {
        let profile = StartupProfile(
            entries: [
                .init(service: "redis", unblockedMs: 0, spawnedMs: 4, readyMs: 125, onCriticalPath: false),
                .init(service: "postgres", unblockedMs: 0, spawnedMs: 3.4, readyMs: 500, onCriticalPath: true),
                .init(service: "temporal-ui", unblockedMs: 500, spawnedMs: nil, readyMs: 510, onCriticalPath: false),
                .init(service: "backend", unblockedMs: 500, spawnedMs: 505, readyMs: 2000, onCriticalPath: true),
                .init(service: "clamav", unblockedMs: 0, spawnedMs: 5, readyMs: nil, onCriticalPath: false),
            ],
            totalMs: 2000,
            criticalPath: ["postgres", "backend"],
            criticalPathMs: 2000
        )
        #expect(
            ProfileTable.render(profile, output) == """
                SERVICE      WAITED  STARTED  READY   OWN     \n\
                redis        0 ms    4 ms     125 ms  125 ms  ██
                postgres     0 ms    3 ms     500 ms  500 ms  ████████
                temporal-ui  500 ms  -        510 ms  10 ms   ········█
                backend      500 ms  505 ms   2.0 s   1.5 s   ········████████████████████████
                clamav       0 ms    5 ms     -       -       \n\
                ready in 2.0 s; critical path 2.0 s: postgres → backend

                """
        )
    }

    @Test func theStatusSaysWhenTheScheduleResetsTheData() {
        var status = DataStatus(state: .seeded)
        var resets = ResetStatus(schedule: "0 4 * * *", timeZone: "Europe/Berlin", phase: .scheduled)
        resets.next = Date(timeIntervalSince1970: 86_400)
        resets.scheduledFor = resets.next
        func lines() -> [String] {
            status.resets = resets
            return DataTables.render(status, output).split(separator: "\n").suffix(3).map(String.init)
        }
        let first = "reset by schedule: 0 4 * * *, Europe/Berlin"
        #expect(lines() == [first, "  next on 1970-01-02T00:00:00Z", "  none so far"])
        resets.phase = .postponed
        resets.next = Date(timeIntervalSince1970: 86_700)
        resets.count = 2
        resets.last = ResetStatus.Outcome(
            scheduledFor: Date(timeIntervalSince1970: 0),
            endedAt: Date(timeIntervalSince1970: 1),
            durationMs: 412
        )
        let postponed = "  next on 1970-01-02T00:05:00Z, postponed from 1970-01-02T00:00:00Z by a visitor"
        #expect(lines() == [first, postponed, "  2 so far, the last on 1970-01-01T00:00:01Z, in 412 ms"])
        resets.last?.problem = "no room"
        #expect(lines().last == "  the last one failed: no room")
    }

    private func reset(_ parts: [DataOutcome.Part], firm: String? = nil, stores: [String] = []) -> String {
        let outcome = DataOutcome(kind: .reset, firm: firm, durationMs: 101, parts: parts)
        return String(DataTables.render(outcome, stores: stores, output).split(separator: "\n").last ?? "")
    }

    @Test func everythingWasResetOnlyWhereNothingWasLeftOut() {
        let postgres = DataOutcome.Part(store: "postgres", firm: "a", items: 1, drift: .init(), durationMs: 1)
        let redis = DataOutcome.Part(store: "redis", firm: "a", items: 1, drift: .init(), durationMs: 1)
        var skipped = DataOutcome.Part(
            store: "s3",
            firm: "a",
            items: 1,
            drift: .init(),
            durationMs: 1,
            skipped: "it is down"
        )
        #expect(reset([postgres, redis]) == "everything reset in 101 ms")
        #expect(reset([postgres, redis, skipped]) == "postgres, redis reset in 101 ms; not reset: s3")
        skipped.firm = "b"
        #expect(reset([postgres, skipped], firm: "b") == "b: postgres reset in 101 ms; not reset: s3")
        #expect(reset([skipped], stores: ["s3"]) == "nothing was reset in 101 ms; not reset: s3")
        #expect(reset([redis], stores: ["redis"]) == "redis reset in 101 ms")
        #expect(reset([postgres], firm: "a") == "a reset in 101 ms")
    }

    @Test func statusNamesWhatDiffersAndWhatIsNotKnown() {
        var status = DataStatus(
            state: .seeded,
            seed: .init(hash: "abc", asOf: "2026-03-16", scale: 1, manifest: "/seeds.yaml"),
            firms: [
                .init(slug: "a", name: "A", stores: [.init(name: "postgres", state: .seeded, items: 5, drift: .init())])
            ]
        )
        #expect(DataTables.render(status, output).hasPrefix("seed abc, as of 2026-03-16: seeded\nFIRM"))
        status.databaseChanges = [.init(.table, "my\u{1B}[2Jwork", .added, rows: .init(1002))]
        status.notMeasured = "the table 'x' is locked by pid 7"
        let text = DataTables.render(status, output)
        #expect(
            text.hasPrefix(
                "seed abc, as of 2026-03-16: seeded, changed since\n  1 of your tables (mywork, 1,002 rows)\n"
            )
        )
        #expect(text.contains("not measured: the table 'x' is locked by pid 7"))
        #expect(text.contains("mywork    table  added, 1,002 rows"))
    }

    @Test func dryRunSaysWhatAResetWouldLose() {
        var outcome = DataOutcome(kind: .reset, dryRun: true, durationMs: 0, parts: [])
        #expect(DataTables.render(outcome, output) == "no known differences\nnothing was changed (dry run)\n")
        outcome.databaseChanges = [.init(.policy, "tenant", table: "clients", .dropped)]
        #expect(
            DataTables.render(outcome, output).contains("a reset would replace 1 policy dropped on clients (tenant)\n")
        )
        outcome.notKept = "3100 MiB are more than 2048"
        let text = DataTables.render(outcome, output)
        #expect(text.contains("\nit would not keep the database for --undo: 3100 MiB are more than 2048\n"))
    }

    @Test func anEmptyProfileIsStillATable() {
        let profile = StartupProfile(entries: [], totalMs: 0, criticalPath: [], criticalPathMs: 0)
        #expect(
            ProfileTable.render(profile, output)
                == "SERVICE  WAITED  STARTED  READY  OWN  \nready in 0 ms; critical path 0 ms: \n"
        )
    }

    @Test(
        arguments: [
            (0, "0 ms"), (0.4, "0 ms"), (0.6, "1 ms"), (999.4, "999 ms"), (1000, "1.0 s"), (1234, "1.23 s"),
            (61_500, "61.5 s"),
        ] as [(Double, String)]
    )
    func timesReadAsPeopleSayThem(milliseconds: Double, text: String) {
        #expect(ProfileTable.time(milliseconds) == text)
    }

    /// A service that is as it should be.
    private static var database: ServiceStatus {
        var database = ServiceStatus(name: "postgres", state: .running)
        database.health = .healthy
        database.ports = [.init(host: "127.0.0.1", published: 15_432, target: 5432)]
        database.uptimeS = 75
        database.runtime = "native"
        database.binary = .init(path: "/usr/bin/postgres", version: "16.4")
        return database
    }

    @Test func theStatusShowsEachServiceAndWhatToDo() {
        var database = Self.database
        database.probe = .init(
            kind: "postgres",
            latencyMs: 1.54,
            message: "PostgreSQL 16.4",
            succeeded: true,
            at: .distantPast
        )
        database.binary?.difference = "the image says 16.15"
        var page = ServiceStatus(name: "temporal-ui", state: .running)
        page.health = .starting
        page.providedBy = "temporal"
        var scanner = ServiceStatus(name: "clamav", state: .unavailable)
        scanner.reason = "no signatures"
        scanner.remedy = "run freshclam"
        var backend = ServiceStatus(name: "backend", state: .running)
        backend.health = ServiceStatus.Health.none
        backend.uptimeS = 7300
        backend.restarts = 3
        backend.reason = "works without clamav"
        backend.degradedBy = ["clamav"]
        backend.binary = .init(path: "/opt/cpa-demo", version: "")
        let waiting = ServiceStatus(name: "frontend", state: .waiting)
        #expect(
            StatusTable.render(Samples.snapshot([database, page, scanner, backend, waiting]), output) == """
                cpa  2/5 ready · supervisor pid 99
                   SERVICE      STATE        RUNTIME  PORTS       UPTIME  RESTARTS  PROBE            PROGRAM
                ●  postgres     healthy      native   15432→5432  1m15s   0         postgres 1.5 ms  postgres 16.4
                ◐  temporal-ui  starting     -        -           -       0         -                by temporal
                ?  clamav       unavailable  -        -           -       0         -                -
                ●  backend      running      -        -           2h01m   3         -                cpa-demo
                ○  frontend     waiting      -        -           -       0         -                -
                clamav: no signatures
                  → run freshclam
                backend: works without clamav
                postgres: the image says 16.15

                """
        )
    }

    @Test func aNarrowTerminalGetsFewerColumns() {
        let snapshot = Samples.snapshot([Self.database])
        let header = { (width: Int) in
            StatusTable.render(snapshot, output, width: width).split(separator: "\n")[1].split(separator: " ")
        }
        #expect(header(100).last == "PROGRAM")
        #expect(header(74).last == "PROBE")
        #expect(header(58).last == "UPTIME")
        #expect(header(10) == ["SERVICE", "STATE", "RUNTIME", "PORTS"])
    }

    @Test(arguments: ServiceStatus.State.allCases) func everyStateHasAMarkAndWords(state: ServiceStatus.State) {
        let status = ServiceStatus(name: "a", state: state)
        #expect(status.marker.count == 1)
        #expect(!status.stateWords.isEmpty)
        #expect(!status.stateWords.contains("_"))
    }

    @Test(arguments: [(0, "0s"), (59, "59s"), (60, "1m00s"), (3599, "59m59s"), (3600, "1h00m"), (90_061, "1d01h")])
    func uptimesReadAsPeopleSayThem(seconds: Int, text: String) {
        #expect(Formatting.uptime(seconds: seconds) == text)
    }
}
