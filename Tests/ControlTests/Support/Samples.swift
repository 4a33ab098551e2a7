import ControlAPI
import FoundationEssentials

/// Values with every field set, and with none.
enum Samples {
    static let time = Date(timeIntervalSince1970: 1_700_000_000)

    static var full: ServiceStatus {
        var status = ServiceStatus(name: "postgres", state: .running)
        status.health = .healthy
        status.runtime = "native"
        status.pid = 4121
        status.ports = [.init(host: "127.0.0.1", published: 15432, target: 5432)]
        status.restarts = 2
        status.uptimeS = 75
        status.startedAt = time
        status.reason = "works without clamav"
        status.remedy = "cpadev logs postgres"
        status.probe = .init(kind: "postgres", latencyMs: 1.5, message: "PostgreSQL 16.4", succeeded: true, at: time)
        status.binary = .init(path: "/usr/lib/postgresql/16/bin/postgres", version: "16.4", difference: "image says 16")
        status.lastExit = "signal SIGKILL"
        status.providedBy = "engine"
        status.image = "postgres:16"
        status.open = "http://127.0.0.1:15432/"
        status.dependencies = [
            .init(service: "clamav", condition: "service_healthy", required: false, satisfied: false)
        ]
        status.dependents = ["backend"]
        status.degradedBy = ["clamav"]
        status.droppedLines = 12
        status.logProblem = "No space left on device"
        return status
    }

    static var profile: StartupProfile {
        StartupProfile(
            entries: [
                .init(service: "db", unblockedMs: 0, spawnedMs: 3.25, readyMs: 420, onCriticalPath: true),
                .init(service: "ui", unblockedMs: 3.5, spawnedMs: nil, readyMs: nil, onCriticalPath: false),
                .init(service: "web", unblockedMs: 420, spawnedMs: 425, readyMs: 1240.4, onCriticalPath: true),
            ],
            totalMs: 1240.4,
            criticalPath: ["db", "web"],
            criticalPathMs: 1240.4
        )
    }

    static func snapshot(_ services: ServiceStatus..., sequence: UInt64 = 7) -> StackSnapshot {
        StackSnapshot(
            sequence: sequence,
            project: .init(name: "cpa", directory: "/project/compose", files: ["/project/compose/compose.yaml"]),
            supervisor: .init(pid: 99, version: "0.1.0", startedAt: time, socket: "/run/cpadev/1.sock"),
            services: services
        )
    }

    static func event(_ sequence: UInt64, _ payload: StackEvent.Payload) -> StackEvent {
        StackEvent(sequence: sequence, at: time, payload: payload)
    }

    static let payloads: [StackEvent.Payload] = [
        .serviceChanged(full),
        .serviceChanged(ServiceStatus(name: "größe 日本 \"\\\n\u{0}", state: .gaveUp)),
        .serviceRemoved("old"),
        .notice(.init(level: .info, message: "cleaned up")),
        .notice(.init(level: .warning, service: "db", message: "slow")),
        .notice(.init(level: .error, service: "db", message: "")),
        .started(profile),
        .started(StartupProfile(entries: [], totalMs: 0, criticalPath: [], criticalPathMs: 0)),
        .shuttingDown,
    ]
}
