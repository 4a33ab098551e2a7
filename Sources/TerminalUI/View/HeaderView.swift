import ControlAPI
import FoundationEssentials

/// The first line: project, how many are healthy, and figures of the whole stack.
enum HeaderView {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        let theme = model.appearance.theme
        var title = StyledLine(" cpadev", theme[.accent])
        if let stack = model.stack {
            title.append(" \(model.appearance.glyphs.dot) ", theme[.muted])
            title.append(LogSanitizer.plain(stack.project.name), theme[.title])
        }
        let help = StyledLine([Span("?", theme[.key]), Span(" help ", theme[.muted])])
        let facts = facts(model)

        // From the least important fact on they give way; the name is cut last.
        var kept = facts
        var shown = help
        func total(_ title: StyledLine) -> Int {
            title.width + kept.reduce(0) { $0 + 3 + $1.width } + 2 + shown.width
        }
        while total(title) > area.width, kept.count > 1 { kept.removeLast() }
        if total(title) > area.width { shown = StyledLine() }
        if total(title) > area.width {
            title = title.truncated(
                to: max(8, area.width - total(StyledLine())),
                ellipsis: model.appearance.glyphs.ellipsis
            )
        }
        var x = frame.write(title, x: area.x, y: area.y, in: area)
        for fact in kept { x = frame.write(fact, x: x + 3, y: area.y, in: area) }
        frame.write(shown, x: area.endX - shown.width, y: area.y, in: area)
    }

    /// In the order of their weight.
    private static func facts(_ model: AppModel) -> [StyledLine] {
        let theme = model.appearance.theme
        var facts: [StyledLine] = []
        if let stack = model.stack { facts.append(health(stack.services, theme)) }
        switch model.connection {
        case .connecting: facts.append(StyledLine("connecting", theme[.starting]))
        case .reconnecting: facts.append(StyledLine("reconnecting", theme[.warning]))
        case .ended: facts.append(StyledLine("stopped", theme[.warning]))
        case .connected: break
        }
        guard let stack = model.stack else { return facts }
        if let data = stack.data.map(DataPresentation.init), let headline = data.headline {
            facts.append(StyledLine(LogSanitizer.plain(headline), theme[data.role]))
        }
        if model.connection.isConnected {
            let seconds = Formatting.seconds(from: stack.supervisor.startedAt, to: model.now)
            facts.append(figure("up", Formatting.uptime(seconds: seconds), theme))
        }
        let runtimes = Set(stack.services.compactMap(\.runtime)).sorted().map(LogSanitizer.plain)
        if !runtimes.isEmpty { facts.append(StyledLine(runtimes.joined(separator: " + "), theme[.text])) }
        if !model.metrics.isEmpty {
            let samples = model.metrics.values
            let cpu = samples.reduce(0) { $0 + $1.cpuPercent }
            let memory = samples.reduce(Int64(0)) { $0.addingReportingOverflow($1.memoryBytes).partialValue }
            facts.append(figure("cpu", Formatting.percent(cpu), theme))
            facts.append(figure("mem", Formatting.bytes(memory), theme))
        }
        return facts
    }

    private static func health(_ services: [ServiceStatus], _ theme: Theme) -> StyledLine {
        let wanted = services.filter { $0.state != .skipped }
        let ready = wanted.filter(\.isReady).count
        let role: Theme.Role =
            if ready == wanted.count { .healthy } else if wanted.contains(where: \.isProblem) { .failed } else {
                .starting
            }
        return StyledLine("\(ready)/\(wanted.count) healthy", theme[role])
    }

    private static func figure(_ name: String, _ value: String, _ theme: Theme) -> StyledLine {
        StyledLine([Span(name + " ", theme[.muted]), Span(value, theme[.text])])
    }
}
