import Dashboards

/// Draws one panel into its rectangle.
struct PanelView {
    let panel: Panel
    let content: DashboardView.Content
    let window: DashboardWindow
    let look: DashboardLook
    var cursor: Double?
    var alerts: [FiringAlert] = []

    func draw(in rect: Rect, _ frame: inout Frame) {
        if panel.kind == .row { return drawRow(rect, &frame) }
        let title = StyledLine(panel.title.isEmpty ? "" : panel.title, look.theme[.title])
        let box = BoxLook(glyphs: look.glyphs, style: look.theme[.border])
        let area = frame.box(rect, title: title, look: box)
        guard !area.isEmpty else { return }
        drawContent(in: area, &frame)
        if hasFigures, let notice = content.notice { drawNotice(notice, on: rect, &frame) }
    }

    private var hasFigures: Bool {
        switch content.data {
        case .series, .lines: true
        case .failed, .none: false
        }
    }

    private func drawContent(in area: Rect, _ frame: inout Frame) {
        switch (panel.kind, content.data) {
        case (.unsupported(let reason), _): write("not drawn: \(reason)", in: area, look.muted, &frame)
        case (.text(let text), _): write(Self.plain(text), in: area, .plain, &frame)
        case (.row, _): break
        case (_, .failed(let reason)): write(reason, in: area, look.theme[.error], &frame)
        case (.logs, .lines(let lines)): drawLines(lines, in: area, &frame)
        case (_, .series(let series)): draw(series, in: area, &frame)
        default:
            let words = content.notice?.text ?? "no data"
            write(words, in: area, look.theme[content.notice?.isProblem == true ? .error : .muted], &frame)
        }
    }

    /// Says in the lower edge that the figures are not the newest, and why.
    private func drawNotice(_ notice: PanelState.Notice, on rect: Rect, _ frame: inout Frame) {
        let edge = Rect(x: rect.x + 2, y: rect.endY - 1, width: rect.width - 4, height: 1)
        let line = StyledLine(" \(notice.text) ", look.theme[notice.isProblem ? .error : .muted])
        frame.write(line.truncated(to: edge.width, ellipsis: look.glyphs.ellipsis), x: edge.x, y: edge.y, in: edge)
    }

    /// Returns the time at a place in the panel's chart; nil if there is none.
    func time(at point: Point, in rect: Rect) -> Double? {
        guard rect.inside != rect, case .series(let series) = content.data else { return nil }
        return chart(series.filter { !$0.samples.isEmpty }).time(at: point, in: rect.inside)
    }

    private func chart(_ series: [Series]) -> TimeSeriesChart {
        var chart = TimeSeriesChart(panel, series, window, look)
        chart.step = content.step
        chart.cursor = cursor
        chart.alerts = alerts
        return chart
    }

    private func draw(_ series: [Series], in area: Rect, _ frame: inout Frame) {
        let present = series.filter { !$0.samples.isEmpty }
        guard !present.isEmpty else {
            let text = panel.mappings.first { $0.applies(to: nil) }?.text ?? panel.emptyText ?? "no data"
            return write(text, in: area, look.muted, &frame)
        }
        switch panel.kind {
        case .timeSeries: chart(present).draw(in: area, &frame)
        case .stat: drawStats(present, in: area, &frame)
        case .gauge, .barGauge: drawBars(present, in: area, &frame)
        case .table: PanelTable(panel: panel, series: present, look: look).draw(in: area, &frame)
        case .row, .text, .logs, .unsupported: break
        }
    }

    private func drawRow(_ rect: Rect, _ frame: inout Frame) {
        var line = StyledLine(panel.title, look.theme[.accent])
        let rest = rect.width - line.width - 1
        if rest > 0 {
            line.append(" " + String(repeating: look.glyphs.box.horizontal, count: rest), look.theme[.border])
        }
        frame.write(line, x: rect.x, y: rect.y, in: rect)
    }

    // MARK: Values

    private func value(of series: Series) -> StyledLine {
        let value = series.reduced(panel.reduction)
        if let text = panel.mappings.first(where: { $0.applies(to: value) })?.text {
            return StyledLine(text, style(of: value).adding(.bold))
        }
        guard let value else { return StyledLine(look.glyphs.dash, look.muted) }
        return StyledLine(ValueFormat(panel).text(value), style(of: value).adding(.bold))
    }

    private func style(of value: Double?) -> Style {
        guard let value else { return look.muted }
        return look.style(of: panel.thresholds.colour(of: value, minimum: panel.minimum, maximum: panel.maximum))
    }

    private func drawStats(_ series: [Series], in area: Rect, _ frame: inout Frame) {
        if series.count == 1 {
            let line = value(of: series[0])
            let x = area.x + max(0, (area.width - line.width) / 2)
            frame.write(line, x: x, y: area.y + (area.height - 1) / 2, in: area)
            return
        }
        // Entries side by side, as many as fit into a row.
        let entries = series.map { series in
            var line = StyledLine(series.name + " ", look.muted)
            line.append(value(of: series))
            return line
        }
        let column = min(area.width, (entries.map(\.width).max() ?? 1) + 2)
        let columns = max(1, area.width / max(column, 1))
        for (index, entry) in entries.enumerated() {
            let (x, y) = (area.x + index % columns * column, area.y + index / columns)
            guard y < area.endY else { return more(entries.count - index, in: area, &frame) }
            frame.write(entry.truncated(to: area.endX - x, ellipsis: look.glyphs.ellipsis), x: x, y: y, in: area)
        }
    }

    private func drawBars(_ series: [Series], in area: Rect, _ frame: inout Frame) {
        let values = series.map { $0.reduced(panel.reduction) }
        let low = panel.minimum ?? 0
        let high = panel.maximum ?? max(values.compactMap(\.self).max() ?? 1, low + 1)
        let names = series.count > 1 ? min(series.map { TextMetrics.width(of: $0.name) }.max() ?? 0, area.width / 3) : 0
        let texts = series.map(value)
        let room = texts.map(\.width).max() ?? 0
        for (index, value) in values.enumerated() {
            let y = series.count == 1 ? area.y + (area.height - 1) / 2 : area.y + index
            guard y < area.endY else { return more(series.count - index, in: area, &frame) }
            var x = area.x
            if names > 0 {
                let name = StyledLine(series[index].name).truncated(to: names, ellipsis: look.glyphs.ellipsis)
                frame.write(name, x: x, y: y, in: area)
                x += names + 1
            }
            let width = max(0, area.endX - x - room - 1)
            let share = value.map { ($0 - low) / (high - low) } ?? 0
            let done = share.isFinite ? Int((min(max(share, 0), 1) * Double(width)).rounded()) : 0
            frame.write(
                String(repeating: look.glyphs.barDone, count: done),
                x: x,
                y: y,
                style: style(of: value),
                in: area
            )
            let rest = String(repeating: look.glyphs.barLeft, count: width - done)
            frame.write(rest, x: x + done, y: y, style: look.theme[.border], in: area)
            frame.write(texts[index], x: area.endX - texts[index].width, y: y, in: area)
        }
    }

    private func more(_ count: Int, in area: Rect, _ frame: inout Frame) {
        let text = " +\(count)"
        frame.write(text, x: area.endX - text.count, y: area.endY - 1, style: look.muted, in: area)
    }

    // MARK: Text

    private func drawLines(_ lines: [String], in area: Rect, _ frame: inout Frame) {
        guard !lines.isEmpty else { return write("no lines", in: area, look.muted, &frame) }
        for (index, line) in lines.suffix(area.height).enumerated() {
            let cut = StyledLine(line).truncated(to: area.width, ellipsis: look.glyphs.ellipsis)
            frame.write(cut, x: area.x, y: area.y + index, in: area)
        }
    }

    private func write(_ text: String, in area: Rect, _ style: Style, _ frame: inout Frame) {
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            TextMetrics.wrapped(String(line), to: area.width)
        }
        for (index, row) in rows.prefix(area.height).enumerated() {
            frame.write(row, x: area.x, y: area.y + index, style: style, in: area)
        }
    }

    /// Markdown and HTML without their marks.
    private static func plain(_ text: String) -> String {
        var result = ""
        var isTag = false
        for character in text {
            switch character {
            case "<": isTag = true
            case ">" where isTag: isTag = false
            case "#", "*", "`": break
            default: if !isTag { result.append(character) }
            }
        }
        return result
    }
}
