import ControlAPI
import FoundationEssentials

/// The first line: project, service health, and metrics of the whole stack.
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

        // Drop the least important facts first; truncate the name last.
        var kept = facts.map(\.preferred)
        var shown = help
        func total(_ title: StyledLine) -> Int {
            title.width + kept.reduce(0) { $0 + 3 + $1.width } + 2 + shown.width
        }
        while total(title) > area.width, kept.count > 1 {
            let last = kept.removeLast()
            let shortest = facts[kept.count].shortest
            if last != shortest { kept.append(shortest) }
        }
        if total(title) > area.width { shown = StyledLine() }
        if total(title) > area.width {
            title = title.truncated(
                to: max(8, area.width - total(StyledLine())),
                ellipsis: model.appearance.glyphs.ellipsis
            )
        }
        // Give the remaining room to longer wordings, most important facts first.
        for (index, fact) in facts.prefix(kept.count).enumerated() {
            for wording in fact.wordings {
                let before = kept[index]
                kept[index] = wording
                if total(title) <= area.width { break }
                kept[index] = before
            }
        }
        var x = frame.write(title, x: area.x, y: area.y, in: area)
        for fact in kept { x = frame.write(fact, x: x + 3, y: area.y, in: area) }
        frame.write(shown, x: area.endX - shown.width, y: area.y, in: area)
    }

    /// Returns the facts, most important first.
    private static func facts(_ model: AppModel) -> [Fact] {
        let theme = model.appearance.theme
        var facts: [Fact] = []
        func add(_ line: StyledLine) { facts.append(Fact(wordings: [line])) }
        if let past = model.past { facts.append(moment(past, model)) }
        if let stack = model.stack { add(health(stack.services, theme)) }
        switch model.connection {
        case .connecting: add(StyledLine("connecting", theme[.starting]))
        case .reconnecting: add(StyledLine("reconnecting", theme[.warning]))
        case .ended: add(StyledLine("stopped", theme[.warning]))
        case .connected: break
        }
        guard let stack = model.stack else { return facts }
        if let problems = problems(stack.services, model) { facts.append(problems) }
        if let alerts = AlertCount(model.alerts) {
            facts.append(Fact(wordings: alerts.wordings(theme), preferred: alerts.summary(theme, withNoun: true)))
        }
        if let data = stack.data.map(DataPresentation.init), let headline = data.headline {
            add(StyledLine(LogSanitizer.plain(headline), theme[data.role]))
        }
        if let reset = reset(stack.data?.resets, model) { facts.append(reset) }
        if model.connection.isConnected {
            let label = model.appearance.showsMetrics ? "up" : "since"
            add(figure(label, model.uptime(since: stack.supervisor.startedAt), theme))
        }
        let runtimes = Set(stack.services.compactMap(\.runtime)).sorted().map(LogSanitizer.plain)
        if !runtimes.isEmpty { add(StyledLine(runtimes.joined(separator: " + "), theme[.text])) }
        if !model.metrics.isEmpty {
            let samples = model.metrics.values
            let cpu = samples.reduce(0) { $0 + $1.cpuPercent }
            let memory = samples.reduce(Int64(0)) { $0.addingReportingOverflow($1.memoryBytes).partialValue }
            add(figure("cpu", Formatting.percent(cpu), theme))
            add(figure("mem", Formatting.bytes(memory), theme))
        }
        return facts
    }

    /// Returns the moment that is shown.
    private static func moment(_ past: PastView, _ model: AppModel) -> Fact {
        let style = model.appearance.theme[.warning].adding(.reverse)
        let offset = model.appearance.utcOffset
        let clock = Formatting.clock(nanoseconds: past.momentNs, utcOffset: offset, milliseconds: false)
        let age = Formatting.ago(seconds: Formatting.seconds(from: model.now, to: past.now))
        let words = model.isRecording ? "recording, \(clock)" : "as of \(clock)"
        let long = model.isRecording ? words : "\(words), \(age)"
        return Fact(wordings: [long, words].map { StyledLine(" \($0) ", style) })
    }

    /// A fact of the header, in wordings from longest to shortest.
    private struct Fact {
        var wordings: [StyledLine]
        /// The wording for which less important facts are dropped.
        var preferred: StyledLine
        var shortest: StyledLine { wordings.last ?? StyledLine() }

        init(wordings: [StyledLine], preferred: StyledLine? = nil) {
            self.wordings = wordings
            self.preferred = preferred ?? wordings.last ?? StyledLine()
        }
    }

    /// Returns the number and names of services with a problem; nil if there are none.
    private static func problems(_ services: [ServiceStatus], _ model: AppModel) -> Fact? {
        let problems = services.filter(\.isProblem)
            .enumerated().sorted { left, right in
                (ProblemSummary.weight(right.element), left.offset) < (
                    ProblemSummary.weight(left.element), right.offset
                )
            }
            .map(\.element)
        guard !problems.isEmpty else { return nil }
        let style = model.appearance.theme[.failed]
        let count = "\(problems.count) \(problems.count == 1 ? "problem" : "problems")"
        let named = problems.map { service in
            let words = ServicePresentation(service, glyphs: model.appearance.glyphs).words
            return LogSanitizer.plain("\(service.name) \(words)")
        }
        let lists = stride(from: named.count, to: 0, by: -1).map { shown in
            let rest = shown < named.count ? " and \(named.count - shown) more" : ""
            return StyledLine("\(count): \(named.prefix(shown).joined(separator: ", "))\(rest)", style)
        }
        return Fact(wordings: lists + [StyledLine(count, style)])
    }

    /// Returns when the data will be reset by its schedule, once that is announced.
    private static func reset(_ resets: ResetStatus?, _ model: AppModel) -> Fact? {
        guard let resets, resets.isImminent, let next = resets.next else { return nil }
        let clock = Formatting.clock(
            nanoseconds: Int64(next.timeIntervalSince1970) * 1_000_000_000,
            utcOffset: model.appearance.utcOffset,
            milliseconds: false
        )
        let long: String
        switch resets.phase {
        case .scheduled, .announced: long = "data reset at \(clock)"
        case .postponed: long = "data reset postponed to \(clock)"
        case .underWay: return nil
        }
        let style = model.appearance.theme[.warning]
        return Fact(wordings: [long, "reset at \(clock)"].map { StyledLine($0, style) })
    }

    private static func health(_ services: [ServiceStatus], _ theme: Theme) -> StyledLine {
        let (ready, wanted) = ServiceStatus.ready(services)
        let role: Theme.Role =
            if ready == wanted.count { .healthy } else if wanted.contains(where: \.isProblem) { .failed } else {
                .starting
            }
        return StyledLine("\(ready)/\(wanted.count) ready", theme[role])
    }

    private static func figure(_ name: String, _ value: String, _ theme: Theme) -> StyledLine {
        StyledLine([Span(name + " ", theme[.muted]), Span(value, theme[.text])])
    }
}
