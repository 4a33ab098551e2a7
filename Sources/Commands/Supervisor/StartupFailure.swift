import ControlAPI
import ControlClient
import LogAnalysis

/// What a person is told of services that will not be ready.
struct StartupFailure {
    /// So many of the newest lines of a log are shown,
    static let lineCount = 10
    /// of so many services.
    private static let logCount = 3

    var names: [String]
    var snapshot: StackSnapshot
    /// Whether a person has seen already why each of them failed.
    var wasShown = false

    /// A line for each: its state, why, and who waits for it. Where that was shown, one line for all.
    var lines: [String] {
        guard wasShown, lost.allSatisfy(\.isToldByProgress) else { return lost.map(line) }
        let count = lost.count == 1 ? "1 service" : "\(lost.count) services"
        let waiting = snapshot.services.filter { other in
            other.state == .waiting && other.dependencies.contains { names.contains($0.service) && !$0.satisfied }
        }
        let rest = waiting.isEmpty ? "" : "; \(waiting.map(\.name).joined(separator: ", ")) cannot start"
        return ["\(count) will not be ready: \(lost.map(\.name).joined(separator: ", "))\(rest)"]
    }

    /// Those of which the log may tell more: they have run.
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

    /// The end of its log since its last start, under a heading; nothing where it cannot be had or is empty.
    func newestLines(of name: String, _ client: ControlClient) async -> [String] {
        let query = LogQuery(services: [name], tail: Self.lineCount)
        var printer = LogPrinter(services: [name], terminal: .standardError)
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
            // That it cannot be had is told by whoever is asked next.
        }
        let lines = text.split(separator: "\n").suffix(Self.lineCount).map(String.init)
        return lines.isEmpty ? [] : ["the newest lines of \(name):"] + lines
    }
}

extension ServiceStatus {
    /// Whether ``StartupProgress`` shows a line that says why it is not ready.
    fileprivate var isToldByProgress: Bool {
        switch state {
        case .failed, .gaveUp, .unavailable, .skipped, .paused: true
        case .running: health == .unhealthy
        case .waiting, .preparing, .starting, .unreachable, .stopping, .stopped, .backoff, .completed: false
        }
    }
}
