import ControlAPI
import FoundationEssentials

@testable import TerminalUI

/// A profile, and what journals of supervisors tell.
extension Fixtures {
    static let profile: StartupProfile = {
        let times: [(String, Double, Double, Double?)] = [
            ("redis", 2, 5, 130), ("postgres", 3, 6, 412), ("typesense", 2, 7, 690), ("localstack", 1, 8, 1400),
            ("temporal", 412, 420, 2310), ("clamav", 4, 9, 2800), ("temporal-ui", 2310, 2310, 2320),
            ("backend", 2311, 2320, 3890), ("frontend", 3890, 3897, 4213),
        ]
        let path = ["postgres", "temporal", "backend", "frontend"]
        let entries = times.map { name, unblocked, spawned, ready in
            StartupProfile.Entry(
                service: name,
                unblockedMs: unblocked,
                spawnedMs: spawned,
                readyMs: ready,
                onCriticalPath: path.contains(name)
            )
        }
        return StartupProfile(entries: entries, totalMs: 4213, criticalPath: path, criticalPathMs: 4199)
    }()

    /// Events with numbers below that of the snapshot, so many seconds before now.
    static func history(_ events: [(secondsAgo: Double, payload: StackEvent.Payload)]) -> [StackEvent] {
        events.enumerated().map { index, event in
            StackEvent(
                sequence: UInt64(index + 1),
                at: now.addingTimeInterval(-event.secondsAgo),
                payload: event.payload
            )
        }
    }

    /// The services come on their way eight seconds ago, and three of them arrive.
    static let startHistory: [StackEvent] = {
        var events: [(Double, StackEvent.Payload)] = startingServices.map { service in
            (8, .serviceChanged(Fixtures.service(service.name, .preparing)))
        }
        for (ago, name) in [(7.0, "postgres"), (6, "redis"), (5, "clamav")] {
            events.append((ago, .serviceChanged(Fixtures.service(name, .starting, up: ago))))
            events.append((ago - 1, .serviceChanged(Fixtures.healthy(name, port: 1))))
        }
        events.append((2, .serviceChanged(startingServices[2])))
        events.append((1, .serviceChanged(startingServices[5])))
        return history(events.sorted { $0.0 > $1.0 })
    }()

    static let troubledHistory: [StackEvent] = {
        var redis = healthy("redis", port: 6379)
        redis.probe?.succeeded = false
        redis.probe?.message = "timed out after 2 s"
        var again = service("clamav", .starting, up: 1)
        again.restarts = 2
        return history([
            (190, .notice(.init(level: .info, message: "killed backend (pid 4711), left over from a supervisor"))),
            (189, .serviceChanged(service("redis", .starting))),
            (189, .serviceChanged(service("redis", .running, health: .starting, up: 189))),
            (188, .serviceChanged(healthy("redis", port: 6379))),
            (120, .serviceChanged(redis)),
            (119, .notice(.init(level: .error, service: "redis", message: "unhealthy: timed out after 2 s"))),
            (119, .serviceChanged(troubledServices[1])),
            (60, .notice(.init(level: .info, message: "asked to restart backend"))),
            (60, .serviceChanged(service("backend", .stopping))),
            (58, .serviceChanged(service("backend", .starting))),
            (41, .serviceChanged(troubledServices[7])),
            (40, .serviceChanged(again)),
        ])
    }()

    static let wideHistory: [StackEvent] = history([
        (30, .serviceChanged(healthy("会計データベース", port: 1))),
        (20, .serviceChanged(wideServices[1])),
        (10, .notice(.init(level: .warning, message: "日本語の説明 🧾 und \u{1B}[31mFarbe\u{202E} cafe\u{301}"))),
    ])

    static let backendLines: [LogLine] = [
        line("backend", "   Compiling cpa-backend v0.4.1", number: 1),
        line("backend", "\u{1B}[32m    Finished\u{1B}[0m dev profile in 14.2s", number: 2),
        line("backend", "", number: 3),
        line("backend", "ERROR could not reach typesense: connection refused, tried again after 200 ms", number: 4),
        line("backend", "thread 'main' panicked at src/main.rs:41:\u{1B}]0;x\u{7} no database", number: 5),
    ]
}
