import Dashboards

/// The picture of the dashboards.
extension DashboardModel {
    /// The screen without the footer.
    var bodySize: Size { Size(width: size.width, height: size.height - 1) }

    /// What is drawn, and its first row; nil if no dashboard is open.
    var shownView: (DashboardView?, first: Int) {
        guard var shown = dashboard else { return (nil, 0) }
        var states = panels
        var first = first
        if let index = enlarged {
            var panel = shown.panels[index]
            panel.place = Panel.Place(x: 0, y: 0, width: 24, height: max(1, bodySize.height - 1))
            (shown.panels, states, first) = ([panel], [panels[index]], 0)
        }
        let contents = zip(shown.panels, states).map { panel, state in
            DashboardView.Content(data: state.data, step: state.step, notice: state.notice(panel, at: uptime))
        }
        var view = DashboardView(shown, contents, window, look)
        view.place = place
        view.cursor = cursor
        view.alerts = alerts
        return (view, first)
    }

    var frame: Frame {
        var frame = Frame(size: size)
        guard size.width > 0, size.height > 1 else { return frame }
        let body = Rect(bodySize)
        if case (let view?, let first) = shownView {
            view.draw(in: body, from: first, &frame)
        } else {
            drawWithoutDashboard(in: body, &frame)
        }
        if showsHelp { drawHelp(in: body, &frame) }
        frame.write(footer, x: 0, y: size.height - 1, in: Rect(size))
        return frame
    }

    private func drawWithoutDashboard(in body: Rect, _ frame: inout Frame) {
        var line = StyledLine(name ?? "Dashboards", look.theme[.title])
        if let place { line.append("  \(place)", look.theme[.accent]) }
        frame.write(line.truncated(to: body.width, ellipsis: look.glyphs.ellipsis), x: 0, y: 0, in: body)
        var rows: [(String, Style)] = []
        if let problem {
            rows.append((problem.message, look.theme[.error]))
            if let remedy = problem.remedy { rows.append((remedy, look.theme[.accent])) }
        } else if let opening, case let waited = uptime - opening.since, waited >= .seconds(1) {
            rows.append(("waiting \(waited.components.seconds) s for the stack and Prometheus", look.muted))
        }
        var y = 2
        for (text, style) in rows {
            for row in TextMetrics.wrapped(text, to: body.width) {
                frame.write(row, x: 0, y: y, style: style, in: body)
                y += 1
            }
        }
    }

    private func drawHelp(in body: Rect, _ frame: inout Frame) {
        let entries = DashboardKey.all.map { key in
            (key.keys.map { $0.name(look.glyphs) }.joined(separator: " "), key.description)
        }
        let margin = (entries.map { TextMetrics.width(of: $0.0) }.max() ?? 0) + 2
        let width = margin + (entries.map { TextMetrics.width(of: $0.1) }.max() ?? 0)
        // Two columns if they are needed and fit.
        let columns = entries.count + 2 > body.height && 2 * width + 6 <= body.width ? 2 : 1
        let perColumn = (entries.count + columns - 1) / columns
        let area = body.centred(width: columns * (width + 2) + 2, height: perColumn + 2)
        frame.clear(area)
        let box = BoxLook(glyphs: look.glyphs, style: look.theme[.focusedBorder])
        let inside = frame.box(area, title: StyledLine("Keys of the dashboards", look.theme[.title]), look: box)
        for (index, entry) in entries.enumerated() {
            let (x, y) = (inside.x + 1 + index / perColumn * (width + 2), inside.y + index % perColumn)
            frame.write(entry.0, x: x, y: y, style: look.theme[.key], in: inside)
            frame.write(entry.1, x: x + margin, y: y, in: inside)
        }
    }

    private var footer: StyledLine {
        let line = remark.map { StyledLine($0, look.theme[.warning]) } ?? keys
        return line.truncated(to: size.width, ellipsis: look.glyphs.ellipsis)
    }

    private var keys: StyledLine {
        var line = StyledLine()
        if end != nil { line.append(" not live ", look.theme[.warning]) }
        for key in DashboardKey.all {
            guard let footer = key.footer else { continue }
            if key.action == .next, names.count < 2 { continue }
            if key.action == .logs, !hasLogs { continue }
            let names = footer.keys.split(separator: " ").map { KeyPress(name: String($0))?.name(look.glyphs) ?? "" }
            line.append(" \(names.joined(separator: " ")) ", look.theme[.key])
            line.append(footer.words + " ", look.muted)
        }
        return line
    }
}
