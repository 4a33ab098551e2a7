import ControlAPI
import FoundationEssentials
import LogAnalysis

@testable import TerminalUI

/// Stacks and log lines that tests show, all at one moment of one day.
enum Fixtures {
    /// 2024-03-01 12:00:00 UTC.
    static let start = Date(timeIntervalSince1970: 1_709_294_400)
    static let now = start.addingTimeInterval(192)

    static func service(
        _ name: String,
        _ state: ServiceStatus.State,
        health: ServiceStatus.Health? = nil,
        port: UInt16? = nil,
        up: Double? = nil,
        needs: [String] = [],
        neededBy: [String] = []
    ) -> ServiceStatus {
        var status = ServiceStatus(name: name, state: state)
        status.health = health
        status.runtime = "native"
        status.ports = port.map { [.init(host: "127.0.0.1", published: $0, target: $0)] } ?? []
        status.startedAt = up.map { now.addingTimeInterval(-$0) }
        status.pid = up == nil ? nil : 4121
        status.dependencies = needs.map {
            .init(service: $0, condition: "service_healthy", required: true, satisfied: false)
        }
        status.dependents = neededBy
        return status
    }

    static func healthy(_ name: String, port: UInt16, needs: [String] = [], neededBy: [String] = []) -> ServiceStatus {
        var status = service(
            name,
            .running,
            health: .healthy,
            port: port,
            up: Double(port % 190),
            needs: needs,
            neededBy: neededBy
        )
        status.dependencies = status.dependencies.map {
            .init(service: $0.service, condition: $0.condition, required: true, satisfied: true)
        }
        status.probe = .init(
            kind: "tcp",
            latencyMs: 1.24,
            message: "accepts connections",
            succeeded: true,
            at: now
        )
        status.binary = .init(path: "/home/dev/.cache/cpadev/\(name)/bin/\(name)", version: "\(name) 1.2.3")
        return status
    }

    static func snapshot(_ services: [ServiceStatus], sequence: UInt64 = 7) -> StackSnapshot {
        StackSnapshot(
            sequence: sequence,
            project: .init(name: "cpa-platform", directory: "/home/dev/cpa", files: ["compose/compose.yaml"]),
            supervisor: .init(pid: 4100, version: "0.1.0", startedAt: start, socket: "/run/user/1000/cpadev/s"),
            services: services
        )
    }

    static let healthyServices = [
        healthy("postgres", port: 5432, neededBy: ["temporal", "backend"]),
        healthy("redis", port: 6379, neededBy: ["backend"]),
        healthy("temporal", port: 7233, needs: ["postgres"], neededBy: ["temporal-ui", "backend"]),
        healthy("temporal-ui", port: 8233, needs: ["temporal"]),
        healthy("typesense", port: 8108, neededBy: ["backend"]),
        healthy("localstack", port: 4566, neededBy: ["backend"]),
        healthy("clamav", port: 3310),
        healthy(
            "backend",
            port: 8080,
            needs: ["postgres", "redis", "temporal", "typesense", "localstack"],
            neededBy: ["frontend"]
        ),
        healthy("frontend", port: 3000, needs: ["backend"]),
    ]

    static let startingServices: [ServiceStatus] = {
        var services = healthyServices
        services[2] = service(
            "temporal",
            .running,
            health: .starting,
            port: 7233,
            up: 2,
            neededBy: ["temporal-ui", "backend"]
        )
        services[3] = service("temporal-ui", .waiting, needs: ["temporal"])
        services[4] = service("typesense", .preparing, neededBy: ["backend"])
        services[5] = service("localstack", .starting, port: 4566, up: 1, neededBy: ["backend"])
        services[7] = service(
            "backend",
            .waiting,
            needs: ["temporal", "typesense", "localstack"],
            neededBy: ["frontend"]
        )
        services[8] = service("frontend", .waiting, needs: ["backend"])
        return services
    }()

    static let troubledServices: [ServiceStatus] = {
        var services = healthyServices
        services[1].health = .unhealthy
        services[1].probe = .init(
            kind: "redis",
            latencyMs: 2000,
            message: "timed out after 2 s",
            succeeded: false,
            at: now
        )
        services[4] = service("typesense", .unavailable, neededBy: ["backend"])
        services[4].runtime = nil
        services[4].reason = "no typesense-server on PATH, and its package cannot be fetched: connection timed out"
        services[4].remedy = "install typesense 27.0, or set TYPESENSE_BIN to its binary"
        services[5] = service("localstack", .stopped)
        services[6] = service("clamav", .backoff)
        services[6].restarts = 2
        services[6].lastExit = "signal SIGKILL"
        services[7] = service("backend", .failed, needs: ["postgres", "typesense"], neededBy: ["frontend"])
        services[7].restarts = 5
        services[7].lastExit = "exit code 101"
        services[7].reason = "exit code 101: panicked at src/main.rs:41: no database"
        services[8] = service("frontend", .waiting, needs: ["backend"])
        return services
    }()

    static let wideServices: [ServiceStatus] = {
        var services = [
            healthy("会計データベース", port: 5432, neededBy: ["決算書🧾"]),
            service("決算書🧾", .failed, needs: ["会計データベース"]),
            healthy("cafe\u{301}-réseau", port: 8080),
        ]
        services[1].reason = "仕訳が一致しません: 借方と貸方の合計が異なります"
        services[1].remedy = "期首残高を確認してください ✅"
        return services
    }()

    static let metrics: [ServiceMetrics] = healthyServices.enumerated().map { index, service in
        ServiceMetrics(
            name: service.name,
            cpuPercent: Double(index * index) * 0.7,
            memoryBytes: Int64(9 + index * 61) << 20
        )
    }

    static func line(
        _ service: String,
        _ text: String,
        at second: Double = 0,
        number: UInt64 = 0,
        _ stream: LogStream = .stdout
    ) -> LogLine {
        LogLine(
            service: service,
            stream: stream,
            timeNs: Int64(start.timeIntervalSince1970) * 1_000_000_000 + Int64(second * 1e9),
            number: number,
            text: text
        )
    }

    /// So many lines of a service, numbered, a millisecond apart.
    static func lines(_ numbers: Range<Int>, of service: String = "backend") -> [LogLine] {
        numbers.map { line(service, "line \($0)", at: Double($0) / 1000, number: UInt64($0)) }
    }

    static let logs: [LogLine] = [
        line("postgres", "starting postgres 16.9 (pid 4121)", at: 0.004, .system),
        line("postgres", "LOG:  database system is ready to accept connections", at: 0.113),
        line("redis", "Ready to accept connections tcp", at: 0.120),
        line("temporal", "\u{1B}[32mINFO\u{1B}[0m  worker started \u{1B}[2mqueue=\u{1B}[0mclose-books", at: 4.907),
        line("backend", "\u{1B}[1;31mERROR\u{1B}[0m could not reach \u{1B}[38;5;214mtypesense\u{1B}[0m", at: 5.001),
        line("backend", "GET /api/v1/health\t200\t3 ms", at: 5.25),
        line("frontend", "\u{1B}]0;a title\u{7}compiled in \u{1B}[2J812 ms", at: 6.5, .stderr),
        line(
            "backend",
            #"{"level":"warn","message":"slow query","ms":1843,"sql":"select * from ledger_entries where firm = 7"}"#,
            at: 7.75
        ),
    ]

    static let wideLogs: [LogLine] = [
        line("会計データベース", "決算書を作成しました ✅ 会計年度 2024 — 仕訳帳・総勘定元帳・試算表の照合が完了しました", at: 1),
        line(
            "cafe\u{301}-réseau",
            "cafe\u{301} e\u{301}te\u{301} — combining, \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} joined",
            at: 2
        ),
        line("決算書🧾", "\u{1F1E9}\u{1F1EA} flag, 👍🏽 tone, ☁️ selector, ｆｕｌｌｗｉｄｔｈ, 한국어, क्षत्रिय", at: 3),
        line("決算書🧾", "\u{202E}txet desrever\u{202C} and \u{0}\u{8}\u{FFFD} controls", at: 4),
    ]
}
