/// The tabs at the right end of the main pane's top edge, if the title leaves room.
enum TabBar {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        guard let start = start(in: area), isFree(from: start - 1, in: area, frame, model.appearance.glyphs) else {
            return
        }
        let theme = model.appearance.theme
        var line = StyledLine()
        for tab in MainTab.allCases {
            line.append(" ", theme[.muted])
            line.append(tab.title, tab == model.tab ? theme[.title].adding(.underline) : theme[.muted])
        }
        line.append(" ", theme[.muted])
        frame.write(line, x: start, y: area.y, in: area)
    }

    /// Shows the tab that is clicked. Returns false if there is none.
    static func press(_ point: Point, _ model: inout AppModel) -> Bool {
        guard let tab = tab(at: point, in: model) else { return false }
        model.tab = tab
        model.focus = .logs
        return true
    }

    private static func tab(at point: Point, in model: AppModel) -> MainTab? {
        guard let area = model.layout.logs, point.y == area.y, let start = start(in: area), point.x >= start else {
            return nil
        }
        // A long title hides the tabs.
        let shown = view(model, model.size).row(area.y).dropFirst(start).prefix(width).map(\.text).joined()
        guard shown == text else { return nil }
        var x = start + 1
        for tab in MainTab.allCases {
            if point.x >= x, point.x < x + tab.title.count { return tab }
            x += tab.title.count + 1
        }
        return nil
    }

    private static let text = " " + MainTab.allCases.map(\.title).joined(separator: " ") + " "
    private static let width = text.utf8.count

    private static func start(in area: Rect) -> Int? {
        let start = area.endX - 2 - width
        return area.height >= 3 && start > area.x + 2 ? start : nil
    }

    /// Whether the edge is empty there.
    private static func isFree(from x: Int, in area: Rect, _ frame: Frame, _ glyphs: Glyphs) -> Bool {
        let row = frame.row(area.y)
        return row[row.startIndex + x..<row.startIndex + area.endX - 2].allSatisfy { $0.text == glyphs.box.horizontal }
    }
}
