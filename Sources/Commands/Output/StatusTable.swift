import ControlAPI
import TerminalUI

/// Renders the output of `cpadev status`.
enum StatusTable {
    /// - Parameter width: the terminal width; nil for no limit.
    static func render(_ snapshot: StackSnapshot, _ terminal: Terminal, width: Int? = nil) -> String {
        let ready = snapshot.services.count(where: \.isReady)
        var text =
            terminal.paint(snapshot.project.name, .bold)
            + "  \(ready)/\(snapshot.services.count) ready · supervisor pid \(snapshot.supervisor.pid)\n"
        var table = TextTable(
            header: ["", "SERVICE", "STATE", "RUNTIME", "PORTS", "UPTIME", "RESTARTS", "PROBE", "PROGRAM"]
        )
        for status in snapshot.services {
            let ports = status.ports.map { "\($0.published)→\($0.target)" }.joined(separator: " ")
            let probe = status.probe.map { "\($0.kind) \(latency($0.latencyMs))" } ?? "-"
            table.add(
                .init(status.marker, status.style),
                .init(status.name),
                .init(status.stateWords, status.style),
                .init(status.runtime ?? "-"),
                .init(ports.isEmpty ? "-" : ports),
                .init(status.uptimeS.map(Formatting.uptime) ?? "-"),
                .init(String(status.restarts)),
                .init(probe),
                .init(binary(status))
            )
        }
        // `--json` has the dropped columns, and the notes below report unexpected programs.
        if let width { table.fit(width, leavingOut: ["PROGRAM", "PROBE", "RESTARTS", "UPTIME"]) }
        text += table.render(terminal)
        for status in snapshot.services {
            if let reason = status.reason, status.isProblem || status.state == .skipped || !status.degradedBy.isEmpty {
                text += terminal.paint("\(status.name): \(reason)", status.isProblem ? .red : .yellow) + "\n"
                if let remedy = status.remedy { text += "  → \(remedy)\n" }
            }
        }
        text += LogLossLines.render(snapshot.services, terminal)
        for status in snapshot.services {
            if let difference = status.binary?.difference {
                text += terminal.paint("\(status.name): \(difference)", .dim) + "\n"
            }
        }
        return text
    }

    private static func binary(_ status: ServiceStatus) -> String {
        if let provider = status.providedBy { return "by \(provider)" }
        guard let binary = status.binary else { return "-" }
        let name = binary.path.split(separator: "/").last.map(String.init) ?? binary.path
        return binary.version.isEmpty ? name : "\(name) \(binary.version)"
    }

    private static func latency(_ milliseconds: Double) -> String {
        milliseconds < 10 ? "\((milliseconds * 10).rounded() / 10) ms" : ProfileTable.time(milliseconds)
    }
}

extension ServiceStatus {
    /// A symbol for the state, so that the state does not depend on colour alone.
    var marker: String {
        switch state {
        case .running:
            switch health {
            case .healthy?, .some(.none), nil: "●"
            case .starting?: "◐"
            case .unhealthy?: "!"
            }
        case .paused: "!"
        case .completed: "✔"
        case .preparing, .starting, .stopping, .backoff: "◐"
        case .waiting: "○"
        case .stopped, .skipped: "–"
        case .failed, .gaveUp: "✗"
        case .unavailable, .unreachable: "?"
        }
    }

    var stateWords: String {
        switch state {
        case .running:
            switch health {
            case .healthy: "healthy"
            case .unhealthy: "unhealthy"
            case .starting: "starting"
            case .some(.none), nil: "running"
            }
        case .waiting, .preparing, .starting, .paused, .unreachable, .stopping, .stopped, .backoff, .gaveUp, .failed,
            .skipped, .unavailable, .completed:
            state.words
        }
    }

    /// The state as a predicate: `failed`, `is unhealthy`, `was skipped`.
    var statePhrase: String {
        switch state {
        case .failed, .gaveUp, .completed: stateWords
        case .skipped: "was skipped"
        case .backoff: "ended and is restarting"
        case .running, .waiting, .preparing, .starting, .paused, .unreachable, .stopping, .stopped, .unavailable:
            "is \(stateWords)"
        }
    }

    var style: Terminal.Style? {
        if isProblem { return .red }
        if isReady { return .green }
        return state == .stopped || state == .skipped ? .dim : .yellow
    }
}
