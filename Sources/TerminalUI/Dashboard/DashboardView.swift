package import Dashboards

/// Draws a dashboard into a frame as wide as the screen. Its height follows from the dashboard's grid, of which a unit
/// is a row.
package struct DashboardView {
    /// What a panel shows.
    struct Content {
        var data: PanelData
        /// The distance of the samples in seconds.
        var step: Double
        var notice: PanelState.Notice?
    }

    let dashboard: Dashboard
    let contents: [Content]
    let window: DashboardWindow
    let look: DashboardLook
    /// Which of how many dashboards it is.
    var place: String?
    /// The time that the user chose, in seconds since 1970.
    var cursor: Double?
    var alerts: [FiringAlert] = []

    /// - Parameter data: what was found for each of the dashboard's panels.
    package init(
        _ dashboard: Dashboard,
        _ data: [PanelData],
        _ window: DashboardWindow,
        _ look: DashboardLook,
        alerts: [FiringAlert] = []
    ) {
        self.init(dashboard, data.map { Content(data: $0, step: window.step) }, window, look)
        self.alerts = alerts
    }

    init(_ dashboard: Dashboard, _ contents: [Content], _ window: DashboardWindow, _ look: DashboardLook) {
        self.dashboard = dashboard
        self.contents = contents
        self.window = window
        self.look = look
    }

    /// The rows that the whole dashboard needs.
    package var height: Int { dashboard.gridHeight + 1 }

    /// - Parameter first: the first row that is shown, for a dashboard that is higher than the screen.
    package func frame(_ size: Size, from first: Int = 0) -> Frame {
        var frame = Frame(size: size)
        draw(in: Rect(frame.size), from: first, &frame)
        return frame
    }

    func draw(in area: Rect, from first: Int, _ frame: inout Frame) {
        drawTitle(area.row(0), &frame)
        let body = Self.body(of: area)
        for (panel, content) in zip(dashboard.panels, contents) {
            let rect = Self.rect(of: panel, in: body, from: first)
            guard rect.endY > body.y, rect.y < body.endY else { continue }
            var view = PanelView(panel: panel, content: content, window: window, look: look)
            view.cursor = cursor
            view.alerts = alerts
            if rect.y >= body.y, rect.endY <= body.endY {
                view.draw(in: rect, &frame)
            } else {
                // A panel that is cut by an edge of the screen is drawn as a whole and then cut.
                var whole = Frame(size: Size(width: rect.width, height: rect.height))
                view.draw(in: Rect(whole.size), &whole)
                frame.copy(whole, x: rect.x, y: rect.y, in: body)
            }
        }
    }

    private static func body(of area: Rect) -> Rect {
        Rect(x: area.x, y: area.y + 1, width: area.width, height: area.height - 1)
    }

    private static func rect(of panel: Panel, in body: Rect, from first: Int) -> Rect {
        let (left, right) = (panel.place.x * body.width / 24, (panel.place.x + panel.place.width) * body.width / 24)
        return Rect(
            x: body.x + left,
            y: body.y + panel.place.y - first,
            width: right - left,
            height: panel.place.height
        )
    }

    /// Returns the panels of which a part is shown.
    static func visible(_ dashboard: Dashboard, _ size: Size, from first: Int) -> [Int] {
        let body = body(of: Rect(size))
        return dashboard.panels.indices.filter { index in
            let rect = rect(of: dashboard.panels[index], in: body, from: first)
            return rect.endY > body.y && rect.y < body.endY
        }
    }

    /// Returns the time at a place on the screen; nil if there is no chart.
    func time(at point: Point, in area: Rect, from first: Int) -> Double? {
        let body = Self.body(of: area)
        guard body.contains(point) else { return nil }
        for (panel, content) in zip(dashboard.panels, contents) where panel.kind == .timeSeries {
            let rect = Self.rect(of: panel, in: body, from: first)
            guard rect.contains(point) else { continue }
            let view = PanelView(panel: panel, content: content, window: window, look: look)
            return view.time(at: point, in: rect)
        }
        return nil
    }

    // MARK: Title

    private func drawTitle(_ row: Rect, _ frame: inout Frame) {
        var line = StyledLine(dashboard.title, look.theme[.title])
        if let place { line.append("  \(place)", look.theme[.accent]) }
        let (start, end) = (window.clock(window.start), window.clock(window.end))
        line.append("  \(start) \(look.glyphs.dash) \(end) (\(window.lengthText))", look.muted)
        if let cursor { line.append("  at \(window.preciseClock(cursor))", look.theme[.accent]) }
        for alert in alertsInTitle { line.append("  \(look.alertMark) \(alert.name)", look.style(of: alert)) }
        frame.write(line.truncated(to: row.width, ellipsis: look.glyphs.ellipsis), x: row.x, y: row.y, in: row)
    }

    /// Those that fired at the cursor; without one, those that still do.
    private var alertsInTitle: [FiringAlert] {
        let time = cursor ?? window.end
        let margin = window.step * (cursor == nil ? 1.5 : 0.5)
        return alerts.filter { $0.fired(from: time - margin, to: time + window.step * 0.5) }
    }
}
