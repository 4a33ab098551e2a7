import ControlAPI

/// The tab shown in place of the logs: startup, graph or events.
enum MainPane {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let look = BoxLook(glyphs: glyphs, style: theme[model.focus == .logs ? .focusedBorder : .border])
        let inside = frame.box(area, title: title(model), look: look)
        switch model.tab {
        case .startup: StartupView.draw(model, in: inside, edge: area, &frame)
        case .graph: GraphView.draw(model, in: inside, edge: area, &frame)
        case .events: EventsView.draw(model, in: inside, edge: area, &frame)
        case .logs: break
        }
    }

    /// Returns the area inside the edges; the whole area if it is too small for edges.
    static func inside(of area: Rect) -> Rect {
        area.width >= 4 && area.height >= 3 ? area.inset(by: 1, rows: 1) : area
    }

    /// Returns the service at a point.
    static func service(at point: Point, in model: AppModel) -> String? {
        guard let area = model.layout.logs else { return nil }
        let inside = inside(of: area)
        let names = model.tabServices
        let rows = model.tab == .startup ? StartupView.listRows(of: inside, count: names.count) : inside.height
        guard inside.contains(point), point.y < inside.y + rows else { return nil }
        let index = firstVisible(of: names, rows: rows, in: model) + point.y - inside.y
        return names.indices.contains(index) ? names[index] : nil
    }

    /// Returns the index of the first service shown in a number of rows that include the selected one.
    static func firstVisible(of names: [String], rows: Int, in model: AppModel) -> Int {
        let index = names.firstIndex { $0 == model.services.selected } ?? 0
        return max(0, min(names.count - rows, index - rows / 2))
    }

    private static func title(_ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        var title = StyledLine(model.tab.title, theme[.title])
        title.append(" \(model.appearance.glyphs.dot) ", theme[.muted])
        switch model.tab {
        case .startup: title.append(StartupView.summary(model))
        case .graph: title.append(GraphView.summary(model))
        case .events, .logs: title.append(EventsView.summary(model))
        }
        return title
    }
}
