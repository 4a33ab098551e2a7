import ControlAPI
import ControlClient
import Foundations
import LogAnalysis

/// The report about services that will not become ready.
struct StartupFailure {
    /// The number of log lines to show for each service.
    static let lineCount = 10
    /// The number of services to show logs of.
    private static let logCount = 3

    var names: [String]
    var snapshot: StackSnapshot
    /// Whether the user has already seen why each of them failed.
    var wasShown = false

    /// A line for each service with its state, reason and waiting services; one line for all if that was shown.
    var lines: [String] {
        guard wasShown, lost.allSatisfy(\.isShownByProgress) else { return lost.map(line) }
        let waiting = snapshot.services.filter { other in
            other.state == .waiting && other.dependencies.contains { names.contains($0.service) && !$0.satisfied }
        }
        let rest = waiting.isEmpty ? "" : "; \(waiting.map(\.name).joined(separator: ", ")) cannot start"
        let services = lost.count.counted("service")
        return ["\(services) will not be ready: \(lost.map(\.name).joined(separator: ", "))\(rest)"]
    }

    /// The services that have run, whose logs may explain more.
    var logged: [String] {
        lost.filter { $0.state != .skipped && $0.state != .unavailable && $0.state != .stopped }.map(\.name)
            .prefix(Self.logCount).map(\.self)
    }

    private var lost: [ServiceStatus] { snapshot.services.filter { names.contains($0.name) } }

    private func line(_ status: ServiceStatus) -> String {
        var text = "\(status.name) \(status.statePhrase)"
        let probe = status.health == .unhealthy ? status.probe?.message : nil
        if let reason = status.reason ?? probe, !reason.isEmpty { text += ": \(reason)" }
        let waiting = snapshot.services.filter { other in
            other.state == .waiting && other.dependencies.contains { $0.service == status.name && !$0.satisfied }
        }
        guard !waiting.isEmpty else { return text }
        return text + "; \(waiting.map(\.name).joined(separator: ", ")) cannot start without it"
    }

    /// The newest log lines of a service since its last start, below a heading; empty if there are none.
    func newestLines(of name: String, _ client: ControlClient) async -> [String] {
        let query = LogQuery(services: [name], tail: Self.lineCount)
        var printer = LogPrinter(services: [name], terminal: .standardError)
        // An error's message has no colours.
        printer.hasColor = false
        printer.dropsColors = true
        var text = ""
        do {
            for try await batch in try await client.packedLogs(query) {
                var last: Int?
                var count = 0
                batch.forEach { line in
                    if line.stream == .system, line.text.starts(with: "started".utf8) { last = count }
                    count += 1
                }
                if last != nil { text = "" }
                let areWanted = last.map { start in (0..<count).map { $0 >= start } }
                text += String(decoding: printer.render(batch, areWanted), as: UTF8.self)
            }
        } catch {
            // The report works without logs; the next request reports the error.
        }
        let lines = text.split(separator: "\n").suffix(Self.lineCount).map(String.init)
        return lines.isEmpty ? [] : ["the newest lines of \(name):"] + lines
    }
}

extension ServiceStatus {
    /// Whether ``StartupProgress`` shows why the service is not ready.
    fileprivate var isShownByProgress: Bool {
        switch state {
        case .failed, .gaveUp, .unavailable, .skipped, .paused: true
        case .running: health == .unhealthy
        case .waiting, .preparing, .starting, .unreachable, .stopping, .stopped, .backoff, .completed: false
        }
    }
}
