import ControlAPI
import FoundationEssentials

/// A made-up stack with a service in every state, at a fixed moment.
enum StatusSamples {
    /// 2026-03-16 14:30:15 UTC.
    static let now = Date(timeIntervalSince1970: 1_773_671_415)

    static let snapshot = StackSnapshot(
        sequence: 4711,
        project: .init(
            name: "cpa",
            directory: "/home/dev/cpa",
            files: ["/home/dev/cpa/compose.yaml", "/home/dev/cpa/compose.override.yaml"]
        ),
        supervisor: .init(pid: 4001, version: "0.1.0", startedAt: now - 190, socket: "/run/user/1000/cpadev/cpa.sock"),
        services: running + onTheirWay + ended,
        data: DataSamples.status,
        lastGreen: HealthyPeriod(from: now - 120, until: now - 30)
    )

    /// A service for each result of the probes, and one before the first probe.
    private static let running: [ServiceStatus] = [
        native("postgres", .running, pid: 4101, up: 187) {
            $0.health = .healthy
            $0.ports = [.init(host: "127.0.0.1", published: 15_432, target: 5432)]
            $0.probe = .init(kind: "postgres", latencyMs: 1.54, message: "PostgreSQL 17.5", succeeded: true, at: now)
            $0.binary = .init(
                path: "/usr/lib/postgresql/17/bin/postgres",
                version: "17.5",
                difference: "the image says 17.6"
            )
            $0.image = "postgres:17-alpine"
            $0.stopSignal = "SIGINT"
            $0.dependents = ["temporal", "backend"]
        },
        native("temporal-ui", .running, pid: nil, up: 7385) {
            $0.health = ServiceStatus.Health.none
            $0.ports = [.init(host: "127.0.0.1", published: 8080, target: 8080)]
            $0.providedBy = "temporal"
            $0.open = "http://127.0.0.1:8080"
        },
        native("backend", .running, pid: 4105, up: 2) {
            $0.health = .starting
            $0.ports = [
                .init(host: "127.0.0.1", published: 3000, target: 3000),
                .init(host: "127.0.0.1", published: 49_152, target: 9464),
            ]
            $0.binary = .init(path: "/home/dev/cpa/bin/cpa-demo", version: "")
            $0.dependencies = [
                .init(service: "postgres", condition: "service_healthy", required: true, satisfied: true),
                .init(service: "clamav", condition: "service_healthy", required: false, satisfied: false),
            ]
            $0.dependents = ["frontend"]
            $0.degradedBy = ["clamav"]
            $0.reason = "works without clamav"
        },
        container("typesense", .running, up: 93_784) {
            $0.health = .unhealthy
            $0.ports = [.init(host: "127.0.0.1", published: 8108, target: 8108)]
            $0.restarts = 2
            $0.probe = .init(kind: "http", latencyMs: 2000.4, message: "timed out after 2 s", succeeded: false, at: now)
            $0.reason = "unhealthy: timed out after 2 s"
            $0.lastExit = "exit code 1"
        },
        native("worker-2", .running, pid: 4109, up: 0) { $0.replicaOf = "worker" },
        container("redis", .paused, up: 187) {
            $0.reason = "paused from outside cpadev"
            $0.remedy = "docker unpause cpa-redis-1"
        },
        container("localstack", .unreachable, up: nil) { $0.reason = "the engine does not answer" },
    ]

    private static let onTheirWay: [ServiceStatus] = [
        native("frontend", .waiting, pid: nil, up: nil) {
            $0.dependencies = [
                .init(service: "backend", condition: "service_healthy", required: true, satisfied: false)
            ]
        },
        container("mailpit", .preparing, up: nil) { $0.reason = "pulling axllent/mailpit:v1.27" },
        native("temporal", .starting, pid: 4102, up: 2) { $0.droppedLines = 1 },
        native("worker", .stopping, pid: 4108, up: 3661) {
            $0.droppedLines = 1204
            $0.logProblem = "no space left on device"
        },
        native("importer", .backoff, pid: nil, up: nil) {
            $0.restarts = 3
            // What a service says of itself may hold control characters.
            $0.reason = "exit code 1: no column \u{1B}[31m\"会計🧾\""
            $0.lastExit = "exit code 1"
        },
    ]

    private static let ended: [ServiceStatus] = [
        native("adminer", .stopped, pid: nil, up: nil) { $0.lastExit = "signal SIGTERM" },
        native("reporter", .gaveUp, pid: nil, up: nil) {
            $0.restarts = 5
            $0.reason = "exited 5 times with exit code 3"
            $0.remedy = "see its output: cpadev logs reporter"
            $0.lastExit = "exit code 3"
        },
        native("migrations", .failed, pid: nil, up: nil) {
            $0.reason = "exit code 3"
            $0.lastExit = "exit code 3"
        },
        native("e2e", .skipped, pid: nil, up: nil) { $0.reason = "migrations failed" },
        ServiceStatus("clamav", .unavailable) {
            $0.reason = "there are no signatures"
            $0.remedy = "run freshclam"
        },
        native("init", .completed, pid: nil, up: nil) { $0.lastExit = "exit code 0" },
    ]

    private static func native(
        _ name: String,
        _ state: ServiceStatus.State,
        pid: Int32?,
        up uptime: Int?,
        _ change: (inout ServiceStatus) -> Void
    ) -> ServiceStatus {
        ServiceStatus(name, state) {
            $0.runtime = "native"
            $0.pid = pid
            $0.uptimeS = uptime
            $0.startedAt = uptime.map { now - Double($0) }
            change(&$0)
        }
    }

    /// A service with a container, which is there while it has an uptime.
    private static func container(
        _ name: String,
        _ state: ServiceStatus.State,
        up uptime: Int?,
        _ change: (inout ServiceStatus) -> Void
    ) -> ServiceStatus {
        native(name, state, pid: nil, up: uptime) {
            $0.runtime = "docker"
            $0.image = "example.org/\(name):1"
            if uptime != nil {
                $0.container = .init(id: String(repeating: "3f9a1c07", count: 8), name: "cpa-\(name)-1")
            }
            change(&$0)
        }
    }
}

extension ServiceStatus {
    fileprivate init(_ name: String, _ state: State, _ change: (inout ServiceStatus) -> Void) {
        self.init(name: name, state: state)
        change(&self)
    }
}
