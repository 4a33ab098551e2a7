import ControlAPI

/// Shows startup progress: a line for each change of a service and, on a terminal, a status line below.
struct StartupProgress {
    private let terminal: Terminal
    private let services: Set<String>
    private var seen: [String: ServiceStatus] = [:]
    private var hasStatusLine = false
    private let wantsStatusLine: Bool
    private let showsNews: Bool

    /// - Parameters:
    ///   - hasStatusLine: whether a terminal shows a status line.
    ///   - showsNews: whether informational notices about the whole stack are shown.
    init(
        services: [String],
        terminal: Terminal = .standardError,
        hasStatusLine: Bool = true,
        showsNews: Bool = true
    ) {
        self.services = Set(services)
        self.terminal = terminal
        wantsStatusLine = hasStatusLine
        self.showsNews = showsNews
    }

    mutating func show(_ update: StackUpdate, _ snapshot: StackSnapshot) {
        switch update {
        case .snapshot:
            for status in snapshot.services { changed(status) }
        case .event(let event):
            switch event.payload {
            case .serviceChanged(let status): changed(status)
            case .notice(let notice): self.notice(notice)
            case .serviceRemoved, .started, .shuttingDown: break
            }
        case .metrics, .data: break
        }
        showStatusLine(snapshot)
    }

    mutating func notice(_ notice: StackEvent.Notice) {
        // Informational notices about a service repeat its own line.
        if let service = notice.service {
            guard services.contains(service), notice.level == .warning else { return }
        } else if notice.level == .info, !showsNews {
            return
        }
        let subject = notice.service.map { "\($0): " } ?? ""
        line("· \(subject)\(notice.message)", notice.level == .info ? .dim : .yellow)
    }

    mutating func finish() {
        if hasStatusLine { terminal.replaceLine("") }
        hasStatusLine = false
    }

    private mutating func changed(_ status: ServiceStatus) {
        guard services.contains(status.name) else { return }
        let before = seen.updateValue(status, forKey: status.name)
        let name = status.name.padded(to: nameWidth)
        // Such as words of the command that the program on this machine does not understand. An image has none.
        if status.runtime == "native", let difference = status.binary?.difference, status.isBeginning,
            difference != before?.binary?.difference || before?.isBeginning != true
        {
            line("· \(name) \(difference)", .dim)
        }
        switch status.state {
        case .preparing:
            if let progress = status.reason, progress != before?.reason { line("↓ \(name) \(progress)", .dim) }
        case .running where status.isReady && before?.isReady != true:
            let message = status.probe.map { " · \($0.message)" } ?? ""
            line("✔ \(name) \(status.health == .healthy ? "healthy" : "running")\(message)", .green)
        case .running where status.health == .unhealthy && before?.health != .unhealthy:
            line("✗ \(name) unhealthy: \(status.reason ?? "")", .red)
        case .completed where before?.state != .completed:
            line("✔ \(name) completed", .green)
        case .failed, .gaveUp, .unavailable, .skipped:
            guard before?.state != status.state else { return }
            line("✗ \(name) \(status.state.words): \(status.reason ?? "")", .red)
            if let remedy = status.remedy { line("  \("".padded(to: nameWidth)) → \(remedy)", .dim) }
        case .paused, .unreachable:
            guard before?.state != status.state else { return }
            line("! \(name) \(status.state.words): \(status.reason ?? "")", .yellow)
        case .waiting, .starting, .running, .stopping, .stopped, .backoff, .completed:
            break
        }
    }

    private var nameWidth: Int { services.map(\.count).max() ?? 0 }

    private mutating func line(_ text: String, _ style: Terminal.Style) {
        let line = terminal.paint(text, style) + "\n"
        if hasStatusLine { terminal.replaceLine(line) } else { terminal.write(line) }
        hasStatusLine = false
    }

    private mutating func showStatusLine(_ snapshot: StackSnapshot) {
        guard terminal.canReplaceLines, wantsStatusLine else { return }
        let relevant = snapshot.services.filter { services.contains($0.name) }
        let ready = relevant.count(where: \.isReady)
        let pending = relevant.filter { !$0.isReady && !$0.isProblem && $0.state != .skipped }.map(\.name)
        let text = "\(ready)/\(relevant.count) ready" + (pending.isEmpty ? "" : " · \(pending.joined(separator: ", "))")
        terminal.replaceLine(String(text.prefix(terminal.width - 1)))
        hasStatusLine = true
    }
}

extension ServiceStatus {
    /// Whether the service is on its way to ready. At rest, it still has the program of its last run.
    fileprivate var isBeginning: Bool {
        switch state {
        case .starting: true
        case .running: !isReady
        case .waiting, .preparing, .paused, .unreachable, .stopping, .stopped, .backoff, .failed, .gaveUp, .skipped,
            .unavailable, .completed:
            false
        }
    }
}

extension ServiceStatus.State {
    var words: String {
        switch self {
        case .gaveUp: "gave up"
        case .waiting, .preparing, .starting, .running, .paused, .unreachable, .stopping, .stopped, .backoff, .failed,
            .skipped, .unavailable, .completed:
            rawValue
        }
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
