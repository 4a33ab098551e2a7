import Alerting
import FoundationEssentials

extension AlertsPane {
    static func draw(_ model: AppModel, in area: Rect, edge: Rect, _ frame: inout Frame) {
        if let why = whyEmpty(model) {
            let lines = TextMetrics.wrapped(LogSanitizer.plain(why), to: max(1, area.width - 2))
            let style = model.appearance.theme[.muted]
            let text = Rect(x: area.x + 1, y: area.y, width: area.width - 1, height: area.height)
            return frame.write(lines.map { StyledLine($0, style) }, in: text, model.appearance)
        }
        let rows = model.alerts.rows
        let parts = Layout.alerts(in: area, rows: rows.count)
        let columns = AlertColumns(width: parts.list.width, rows)
        let first = firstVisible(of: rows.map(\.id), height: parts.list.height, in: model)
        let selected = selected(in: model)
        for (index, row) in rows.dropFirst(first).prefix(parts.list.height).enumerated() {
            let line = AlertLine(row: row, isSelected: row.id == selected, model: model, columns: columns).line
            let cut = line.truncated(to: parts.list.width - 1, ellipsis: model.appearance.glyphs.ellipsis)
            frame.write(cut, x: parts.list.x, y: parts.list.y + index, in: parts.list.row(index))
        }
        guard let details = parts.details, let heading = parts.heading else {
            return frame.overflow(edge, above: first, below: rows.count - first - parts.list.height, model.appearance)
        }
        draw(heading: heading, hiding: rows.count - parts.list.height, model, &frame)
        let text = AlertDetails(model)?.rows(width: details.width) ?? []
        let offset = min(model.alerts.offset, max(0, text.count - details.height))
        frame.write(text, from: offset, in: details, edge: edge, model.appearance)
    }

    /// Draws the rule above the details, with the number of alerts that the list hides.
    private static func draw(heading area: Rect, hiding count: Int, _ model: AppModel, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let rule = String(repeating: glyphs.box.horizontal, count: area.width)
        frame.write(rule, x: area.x, y: area.y, style: theme[.border], in: area)
        guard let row = model.alerts.selectedRow else { return }
        var title = StyledLine(" ", theme[.border])
        title.append(LogSanitizer.plain(row.rule?.name ?? "Rules that found nothing"), theme[.title])
        if let alert = row.alert {
            title.append(" \(glyphs.dot) ", theme[.muted])
            title.append("\(alert.state.rawValue) since \(model.clock(alert.activeAt))", theme[row.severity.role])
        }
        title.append(" ", theme[.border])
        let cut = title.truncated(to: max(0, area.width - 2), ellipsis: glyphs.ellipsis)
        let end = frame.write(cut, x: area.x + 1, y: area.y, in: area)
        guard count > 0 else { return }
        let more = " \(count) more "
        let start = area.endX - TextMetrics.width(of: more) - 1
        if start > end { frame.write(more, x: start, y: area.y, style: theme[.muted], in: area) }
    }

    /// Returns the most rows that the details can be scrolled by.
    static func maximumOffset(in model: AppModel) -> Int {
        guard let area = model.layout.logs?.inside,
            let details = Layout.alerts(in: area, rows: model.alerts.rows.count).details,
            let text = AlertDetails(model)
        else { return 0 }
        return max(0, text.rows(width: details.width).count - details.height)
    }
}

/// The columns of the list; those without room have no width.
struct AlertColumns {
    static let lead = 4
    private static let longestName = 24

    let name: Int
    let severity: Int
    let state: Int
    let since: Int
    let value: Int

    init(width: Int, _ rows: [AlertRow]) {
        let names = rows.compactMap(\.rule).map { TextMetrics.width(of: LogSanitizer.plain($0.name)) }
        let longest = min(names.max() ?? 10, Self.longestName)
        name = min(longest, max(8, width / 3))
        severity = width >= 56 ? 8 : 0
        state = width >= 40 ? 8 : 0
        since = width >= 64 ? 6 : 0
        value = width >= 76 ? 7 : 0
    }
}

/// A row of the list.
private struct AlertLine {
    let row: AlertRow
    let isSelected: Bool
    let model: AppModel
    let columns: AlertColumns

    private var theme: Theme { model.appearance.theme }
    private var glyphs: Glyphs { model.appearance.glyphs }

    var line: StyledLine {
        let pointer = isSelected ? glyphs.pointer : ""
        var line = StyledLine(TextMetrics.padded(pointer, to: 2), theme[model.focus == .logs ? .accent : .muted])
        let shown = shown
        line.append(TextMetrics.padded(shown.marker, to: 1) + " ", theme[shown.role])
        guard let rule = row.rule else {
            if case .quiet(let count) = row {
                line.append(
                    "\(Formatting.counted(count, "rule")) found nothing",
                    theme[isSelected ? .selected : .muted]
                )
            }
            return line
        }
        append(LogSanitizer.plain(rule.name), columns.name, theme[isSelected ? .selected : .text], to: &line)
        append(LogSanitizer.plain(row.severity.name), columns.severity, theme[shown.role], to: &line)
        append(shown.word, columns.state, theme[shown.role], to: &line)
        append(row.alert.map { model.uptime(since: $0.activeAt) } ?? "", columns.since, theme[.muted], to: &line)
        append(row.alert?.shownValue ?? "", columns.value, theme[.text], to: &line)
        line.append(LogSanitizer.plain(rule.problem ?? row.alert?.summary ?? ""), theme[.text])
        return line
    }

    private func append(_ text: String, _ width: Int, _ style: Style, to line: inout StyledLine) {
        guard width > 0 else { return }
        let cut = TextMetrics.truncated(text, to: width, ellipsis: glyphs.ellipsis)
        line.append(TextMetrics.padded(cut, to: width) + " ", style)
    }

    private var shown: (marker: String, word: String, role: Theme.Role) {
        guard let alert = row.alert else {
            if row.rule?.problem != nil { return (glyphs.unavailable, "broken", .error) }
            if row.silence != nil { return (glyphs.stopped, "silenced", .muted) }
            return (glyphs.healthy, "inactive", .healthy)
        }
        if alert.state == .pending { return (glyphs.starting, "pending", .starting) }
        if row.silence != nil { return (glyphs.stopped, "silenced", .muted) }
        return (row.severity.marker(glyphs), "firing", row.severity.role)
    }
}
