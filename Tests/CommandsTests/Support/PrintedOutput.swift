import ControlAPI
import FoundationEssentials
import LogAnalysis
import TerminalUI

@testable import Commands

/// The output of a command on a made-up stack, as it is written to a pipe. The raw value is the golden file's name.
enum PrintedOutput: String, CaseIterable {
    case status80 = "status-80.txt"
    case status120 = "status-120.txt"
    case statusJSON = "status.json"
    case startupJSON = "status-startup.json"
    case wait = "wait.txt"
    case configResolved = "config-resolved.txt"
    case configResolvedJSON = "config-resolved.json"
    case configEnvironmentJSON = "config-environment.json"
    case envJSON = "env.json"
    case doctorJSON = "doctor.json"
    case keysJSON = "keys.json"
    case composeMetadata = "compose-metadata.json"
    case seedStatus = "seed-status.txt"
    case seedStatusJSON = "seed-status.json"
    case reset = "reset.txt"
    case resetJSON = "reset.json"
    case snapshotList = "snapshot-list.txt"
    case snapshotListJSON = "snapshot-list.json"
    case logsJSON = "logs.jsonl"
    case logPatternsJSON = "logs-patterns.json"

    /// What ``Terminal/write(_:)`` makes of the text; log lines pass it by.
    func text() throws -> String {
        self == .logsJSON ? Self.logLines : TerminalMarkup.render(try rendered(), hasColor: false)
    }

    private func rendered() throws -> String {
        switch self {
        case .status80: StatusTable.render(StatusSamples.snapshot, .none, width: 80)
        case .status120: StatusTable.render(StatusSamples.snapshot, .none, width: 120)
        case .statusJSON: try JSONText.render(StatusSamples.snapshot)
        case .startupJSON: try JSONText.render(Self.profile)
        case .wait:
            StartupFailure(names: StatusSamples.snapshot.services.map(\.name), snapshot: StatusSamples.snapshot)
                .lines.map { $0 + "\n" }.joined()
        case .configResolved: Self.resolved.map { $0.text(.none) }.joined(separator: "\n")
        case .configResolvedJSON: try JSONText.render(Self.resolved)
        case .configEnvironmentJSON: try JSONText.render(Self.variables)
        case .envJSON: try EnvCommand.render(Self.exported, .json).text
        case .doctorJSON: try JSONText.render(Self.findings)
        case .keysJSON: try JSONText.render(KeyMap.standard.entries)
        case .composeMetadata: try JSONText.render(ComposeMetadata())
        case .seedStatus: DataTables.render(DataSamples.status, .none)
        case .seedStatusJSON: try JSONText.render(DataSamples.status)
        case .reset: DataTables.render(DataSamples.outcome, .none)
        case .resetJSON: try JSONText.render(DataSamples.outcome)
        case .snapshotList: DataTables.render(DataSamples.snapshots, .none)
        case .snapshotListJSON: try JSONText.render(DataSamples.snapshots)
        case .logsJSON: Self.logLines
        case .logPatternsJSON: try JSONText.render(PatternJSON(Self.patterns))
        }
    }

    private static let profile = StartupProfile(
        entries: [
            .init(service: "redis", unblockedMs: 0, spawnedMs: 4, readyMs: 125, onCriticalPath: false),
            .init(service: "postgres", unblockedMs: 0, spawnedMs: 3.4, readyMs: 500, onCriticalPath: true),
            .init(service: "temporal-ui", unblockedMs: 500, spawnedMs: nil, readyMs: 510.25, onCriticalPath: false),
            .init(service: "backend", unblockedMs: 500, spawnedMs: 505, readyMs: 2000, onCriticalPath: true),
            .init(service: "clamav", unblockedMs: 0, spawnedMs: 5, readyMs: nil, onCriticalPath: false),
        ],
        totalMs: 2000,
        criticalPath: ["postgres", "backend"],
        criticalPathMs: 2000
    )

    private static let resolved = [
        ResolvedService(
            service: "postgres",
            runtime: "native",
            ports: [.init(host: "127.0.0.1", published: 15_432, target: 5432)],
            environment: []
        ),
        ResolvedService(
            service: "backend",
            runtime: "docker",
            ports: [.init(host: "127.0.0.1", published: nil, target: 3000)],
            environment: [
                .init(
                    name: "DATABASE_URL",
                    value: "postgres://app@host.docker.internal:15432/cpa",
                    written: "postgres://app@postgres:5432/cpa"
                ),
                .init(name: "GREETING", value: "会計🧾 \u{1B}[31mred"),
            ]
        ),
    ]

    private static var variables: [VariableTable.Entry] {
        [
            .init(name: "TAG", value: "17-alpine", source: ".env"),
            .init(name: "TOKEN", value: nil, source: "/dev/fd/63"),
            .init(name: "HOME", value: "/home/dev", source: "the environment"),
        ]
    }

    private static let exported = [
        (key: "REDIS_URL", value: "redis://127.0.0.1:6379"), (key: "DATABASE_URL", value: "postgres://127.0.0.1/cpa"),
        (key: "EMPTY", value: ""), (key: "PATH", value: "/left/out"),
    ]

    private static let findings = [
        Doctor.Finding(name: "Compose file", state: .good, detail: "9 services in compose.yaml", remedy: nil),
        Doctor.Finding(name: "memory", state: .notice, detail: "3 GiB free", remedy: "close other programs"),
        Doctor.Finding(name: "clamav", state: .missing, detail: "there are no signatures", remedy: "run freshclam"),
    ]

    /// A line of each stream; with a level, as logfmt, as JSON, as context, and with control characters.
    private static var logLines: String {
        let texts: [(LogStream, String)] = [
            (.system, "started (pid 4101)"), (.stdout, "listening on 127.0.0.1:5432"),
            (.stderr, "2026-03-16 14:30:15 ERROR cannot reach typesense"),
            (.stdout, "level=warn msg=\"slow query\" ms=12.5 ok=false"),
            (.stdout, #"{"level":"info","msg":"会計🧾","user":{"id":7},"none":null,"n":1e3}"#),
            (.stderr, "\u{1B}[31mred\u{1B}[0m \"quoted\" \\ \u{202E}reversed"), (.system, "exited with exit code 1"),
        ]
        let lines = texts.enumerated().map { index, line in
            LogLine(
                service: index < 4 ? "postgres" : "backend",
                stream: line.0,
                timeNs: 1_773_671_415_500_000_001 + Int64(index) * 250_000_000,
                number: UInt64(index),
                text: line.1,
                isContext: index == 1
            )
        }
        var json = LogJSON()
        return String(decoding: json.render(PackedLogBatch(LogBatch(lines))), as: UTF8.self)
    }

    private static let patterns = LogPatterns(
        patterns: [
            .init(
                service: "backend",
                level: .error,
                template: "cannot reach <*> after <num> ms",
                count: 41,
                firstNs: 1_773_671_400_000_000_000,
                lastNs: 1_773_671_415_500_000_001,
                example: "cannot reach typesense after 200 ms"
            ),
            .init(
                service: "postgres",
                level: nil,
                template: "checkpoint complete",
                count: 1,
                firstNs: 1_773_671_401_000_000_000,
                lastNs: 1_773_671_401_000_000_000,
                example: "checkpoint complete"
            ),
        ],
        lines: 42,
        newSinceNs: 1_773_671_395_000_000_000,
        lastGreen: HealthyPeriod(from: StatusSamples.now - 120, until: StatusSamples.now - 10)
    )
}
