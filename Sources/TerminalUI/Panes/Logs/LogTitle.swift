import ControlAPI

extension LogsPane {
    /// Returns the services, follow state, filter and search.
    static func summary(_ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        let logs = model.logs
        let dot = " \(model.appearance.glyphs.dot) "
        var title = StyledLine()
        switch logs.scope {
        case .all: title.append(services(model), theme[.text])
        case .service(let name): title.append(LogSanitizer.plain(name), model.nameStyle(ofService: name))
        }
        if let loss = LogLossText.ongoing(shownServices(model)) {
            title.append(dot, theme[.muted])
            title.append(LogSanitizer.plain(loss), theme[.unhealthy])
        }
        title.append(dot, theme[.muted])
        if logs.isFollowing {
            title.append(end(model).map { "until \($0)" } ?? "following", theme[.muted])
        } else if !logs.isLive {
            title.append("in the past", theme[.warning])
        } else {
            let new = logs.newLines
            title.append(new > 0 ? "paused, \(Formatting.count(new)) new" : "paused", theme[.warning])
        }
        for part in logs.conditions.parts { title.append(" [\(LogSanitizer.plain(part))]", theme[.accent]) }
        if let search = logs.search { title.append(found(search, model)) }
        if logs.wraps { title.append("\(dot)wrapped", theme[.muted]) }
        if logs.offset > 0 { title.append("\(dot)from column \(logs.offset + 1)", theme[.muted]) }
        return title
    }

    /// The time after which no lines are shown; nil if all are.
    private static func end(_ model: AppModel) -> String? {
        model.logs.endNs.map {
            Formatting.clock(nanoseconds: $0, utcOffset: model.appearance.utcOffset, milliseconds: false)
        }
    }

    private static func shownServices(_ model: AppModel) -> [ServiceStatus] {
        let services = model.stack?.services ?? []
        return switch model.logs.scope {
        case .all: services
        case .service(let name): services.filter { $0.name == name }
        }
    }

    private static func services(_ model: AppModel) -> String {
        guard let shown = model.logs.shownServices, let stack = model.stack else { return "all" }
        return "\(shown.count) of \(max(shown.count, stack.services.count))"
    }

    /// Returns `/reset 12/340`.
    private static func found(_ search: LogSearch, _ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        let count = Formatting.count(search.hits.count)
        let number = model.logs.cursor.flatMap { search.number(of: $0) }.map { "\(Formatting.count($0))/" } ?? ""
        var line = StyledLine(" ", theme[.muted])
        line.append("/\(LogSanitizer.plain(search.text))", theme.match)
        line.append(" \(number)\(count)", theme[search.hits.isEmpty ? .warning : .text])
        return line
    }
}
