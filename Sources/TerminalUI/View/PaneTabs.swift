/// The tabs at the right end of the logs pane's top edge, if the title leaves room.
enum PaneTabs {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        guard let start = start(in: area), isFree(from: start - 1, in: area, frame, model.appearance.glyphs) else {
            return
        }
        let theme = model.appearance.theme
        var line = StyledLine()
        for tab in MainTab.allCases {
            let isShown = tab == model.tab
            line.append(" ", theme[.muted])
            line.append(tab.title, isShown ? theme[.title].adding(.underline) : theme[.muted])
        }
        line.append(" ", theme[.muted])
        frame.write(line, x: start, y: area.y, in: area)
    }

    /// Returns the tab at a point.
    static func tab(at point: Point, in model: AppModel) -> MainTab? {
        guard model.overlay == nil, let area = model.layout.logs, point.y == area.y, let start = start(in: area),
            point.x >= start
        else { return nil }
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

    private static var text: String { " " + MainTab.allCases.map(\.title).joined(separator: " ") + " " }
    private static var width: Int { text.utf8.count }

    private static func start(in area: Rect) -> Int? {
        let start = area.endX - 2 - width
        return area.height >= 3 && start > area.x + 2 ? start : nil
    }

    /// Whether the edge is empty there.
    private static func isFree(from x: Int, in area: Rect, _ frame: Frame, _ glyphs: Glyphs) -> Bool {
        frame.row(area.y)[frame.row(area.y).startIndex + x..<frame.row(area.y).startIndex + area.endX - 2]
            .allSatisfy { $0.text == glyphs.box.horizontal }
    }
}
