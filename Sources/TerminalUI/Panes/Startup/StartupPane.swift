import ControlAPI

/// The start as bars on one axis: dotted while a service waited, shaded while it started, solid once ready.
enum StartupPane: ServiceTab {
    static let title = "Startup"
    static let key: (name: String, description: String)? = ("S", "startup: where the time went")

    private static let longestName = 20

    static func rows(in model: AppModel) -> [String] {
        StartupChart(model).rows.map(\.service).filter { model.stack?[service: $0] != nil }
    }

    static func room(of area: Rect, in model: AppModel) -> Rect {
        Layout.startupRows(of: area.inside, count: rows(in: model).count)
    }

    static func draw(_ model: AppModel, in area: Rect, edge: Rect, _ frame: inout Frame) {
        let chart = StartupChart(model)
        guard chart.total != nil else {
            return frame.write(note: "no full startup measured yet", in: area, model.appearance)
        }
        let glyphs = model.appearance.glyphs
        let count = Layout.startupRows(of: area, count: chart.rows.count).height
        let columns = Columns(width: area.width, chart, glyphs)
        let first = firstVisible(of: chart.rows.map(\.service), height: count, in: model)
        for (index, row) in chart.rows.dropFirst(first).prefix(count).enumerated() {
            draw(row, chart, columns, model, in: area.row(index), &frame)
        }
        for (index, line) in footer(chart, model).prefix(area.height - count).enumerated() {
            let cut = line.truncated(to: area.width - 2, ellipsis: glyphs.ellipsis)
            // Directly below the rows if there is room to spare.
            let y = area.y + min(area.height - 1, count + index)
            frame.write(cut, x: area.x + 1, y: y, in: area)
        }
        frame.overflow(edge, above: first, below: chart.rows.count - first - count, model.appearance)
    }

    /// Returns the text for the title: the total time, or the time so far.
    static func summary(_ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        let chart = StartupChart(model)
        guard let total = chart.total else { return StyledLine("nothing measured yet", theme[.muted]) }
        let time = Formatting.milliseconds(total)
        if chart.isUnderWay { return StyledLine("starting for \(time)", theme[.starting]) }
        return StyledLine("ready in \(time)", theme[.healthy])
    }

    private struct Columns {
        var name: Int
        var bar: Int
        /// The width of the figures; 0 if there is no room.
        var figure: Int

        init(width: Int, _ chart: StartupChart, _ glyphs: Glyphs) {
            let longest = chart.rows.map { TextMetrics.width(of: LogSanitizer.plain($0.service)) }.max() ?? 0
            name = max(0, min(max(longest, 4), StartupPane.longestName, (width - 4) / 2))
            figure = width >= 36 ? 8 : 0
            bar = max(0, width - 4 - name - 1 - figure - 1)
        }
    }

    private static func draw(
        _ row: StartupChart.Row,
        _ chart: StartupChart,
        _ columns: Columns,
        _ model: AppModel,
        in area: Rect,
        _ frame: inout Frame
    ) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let isSelected = model.services.selected == row.service
        if isSelected {
            let style = theme[model.focus == .logs ? .accent : .muted]
            frame.write(glyphs.pointer, x: area.x, y: area.y, style: style, in: area)
        }
        if row.isCritical {
            frame.write(glyphs.critical, x: area.x + 2, y: area.y, style: theme[.warning], in: area)
        }
        let name = TextMetrics.truncated(LogSanitizer.plain(row.service), to: columns.name, ellipsis: glyphs.ellipsis)
        frame.write(name, x: area.x + 4, y: area.y, style: theme[isSelected ? .selected : .text], in: area)

        let segments = chart.segments(of: row, width: columns.bar)
        let starting: Theme.Role = row.failed != nil ? .failed : row.isCritical ? .warning : .starting
        var bar = StyledLine(String(repeating: glyphs.waitBar, count: segments.waits), theme[.muted])
        bar.append(String(repeating: glyphs.startBar, count: segments.starts), theme[starting])
        bar.append(String(repeating: glyphs.readyBar, count: segments.isReady), theme[.healthy])
        frame.write(bar, x: area.x + 4 + columns.name + 1, y: area.y, in: area)

        guard columns.figure > 0 else { return }
        let (text, role): (String, Theme.Role) =
            if let ready = row.ready { (Formatting.milliseconds(ready), .text) } else if row.failed != nil {
                ("failed", .failed)
            } else { (row.began == nil ? "waiting" : "starting", .muted) }
        frame.write(text, x: area.endX - 1 - TextMetrics.width(of: text), y: area.y, style: theme[role], in: area)
    }

    /// Returns the total with the critical path, and the legend.
    private static func footer(_ chart: StartupChart, _ model: AppModel) -> [StyledLine] {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        var total = StyledLine(chart.isUnderWay ? "so far " : "total ", theme[.muted])
        total.append(Formatting.milliseconds(chart.total ?? 0), theme[.title])
        if !chart.criticalPath.isEmpty {
            total.append(" \(glyphs.dot) \(glyphs.critical) ", theme[.warning])
            let path = chart.criticalPath.map(LogSanitizer.plain).joined(separator: " \(glyphs.arrow) ")
            total.append("critical path \(Formatting.milliseconds(chart.criticalPathMs)): \(path)", theme[.text])
        }
        var legend = StyledLine(String(repeating: glyphs.waitBar, count: 3), theme[.muted])
        legend.append(" waiting   ", theme[.muted])
        legend.append(String(repeating: glyphs.startBar, count: 3), theme[.starting])
        legend.append(" starting   ", theme[.muted])
        legend.append(String(repeating: glyphs.readyBar, count: 3), theme[.healthy])
        legend.append(" ready", theme[.muted])
        return chart.rows.isEmpty ? [total] : [total, StyledLine(), legend]
    }
}

extension Glyphs {
    private var isPlain: Bool { box.vertical == "|" }

    /// The bar segments of a start.
    var waitBar: String { isPlain ? "." : "·" }
    var startBar: String { isPlain ? "=" : "░" }
    var readyBar: String { isPlain ? "#" : "█" }
    /// Marks services on the critical path.
    var critical: String { isPlain ? "*" : "◆" }
    /// Tree lines: to a child with siblings after it, to the last child, and past a level.
    var branch: String { isPlain ? "|- " : "├─ " }
    var lastBranch: String { isPlain ? "`- " : "╰─ " }
    var rail: String { isPlain ? "|  " : "│  " }
    /// Precedes the dependencies of a service.
    var backArrow: String { isPlain ? "<-" : "←" }
}
