/// The command palette: an input line and the matches, best first.
enum PaletteView {
    private static let widest = 78
    private static let highest = 20

    static func draw(_ model: AppModel, _ palette: CommandPalette, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let area = area(in: frame.size)
        frame.clear(area)
        let matches = palette.matches(in: model)
        let marked = min(palette.marked, matches.count - 1)
        let count = matches.isEmpty ? "" : " \(marked + 1)/\(matches.count) "
        let look = BoxLook(glyphs: glyphs, style: theme[.focusedBorder])
        let inside = frame.box(
            area,
            title: StyledLine("Commands", theme[.title]),
            trailing: StyledLine(count, theme[.muted]),
            look: look
        ).inset(by: 1, rows: 0)
        drawInput(palette.text, in: inside.row(0), model, &frame)
        let list = listArea(inside)
        guard !matches.isEmpty else {
            frame.write("no matching command", x: list.x + 2, y: list.y, style: theme[.muted], in: list)
            return
        }
        let first = firstVisible(marked: marked, count: matches.count, rows: list.height)
        for (index, match) in matches.dropFirst(first).prefix(list.height).enumerated() {
            draw(match, isMarked: first + index == marked, model, in: list.row(index), &frame)
        }
        let below = matches.count - first - list.height
        frame.overflow(area, above: first, below: below, glyphs: glyphs, style: theme[.muted])
    }

    /// Returns its area on a screen. The footer stays visible.
    static func area(in size: Size) -> Rect {
        Rect(Size(width: size.width, height: size.height - (size.height > 3 ? 1 : 0)))
            .centred(width: min(widest, size.width - (size.width > 40 ? 4 : 0)), height: highest)
    }

    /// Returns the number of rows for matches.
    static func rows(in model: AppModel) -> Int { list(in: model).height }

    /// Returns the index of the match at a point.
    static func match(at point: Point, in model: AppModel, _ palette: CommandPalette) -> Int? {
        let list = list(in: model)
        guard list.contains(point) else { return nil }
        let count = palette.matches(in: model).count
        let marked = min(palette.marked, count - 1)
        let place = firstVisible(marked: marked, count: count, rows: list.height) + point.y - list.y
        return place < count ? place : nil
    }

    private static func list(in model: AppModel) -> Rect {
        listArea(MainPane.inside(of: area(in: model.size)).inset(by: 1, rows: 0))
    }

    /// Returns the area below the input line.
    private static func listArea(_ inside: Rect) -> Rect {
        Rect(x: inside.x, y: inside.y + 1, width: inside.width, height: inside.height - 1)
    }

    private static func firstVisible(marked: Int, count: Int, rows: Int) -> Int {
        max(0, min(count - rows, marked - rows / 2))
    }

    /// Draws the end of the input with a block cursor.
    private static func drawInput(_ text: String, in row: Rect, _ model: AppModel, _ frame: inout Frame) {
        let theme = model.appearance.theme
        var x = frame.write(": ", x: row.x, y: row.y, style: theme[.key], in: row)
        let surplus = TextMetrics.width(of: text) - max(0, row.width - 3)
        let shown = StyledLine(text, theme[.text]).dropping(columns: surplus)
        x = frame.write(shown, x: x, y: row.y, in: row)
        frame.write(" ", x: x, y: row.y, style: theme[.text].adding(.reverse), in: row)
    }

    private static func draw(
        _ match: CommandPalette.Match,
        isMarked: Bool,
        _ model: AppModel,
        in row: Rect,
        _ frame: inout Frame
    ) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let reason = match.entry.whyDisabled(in: model)
        let base = reason == nil ? theme[isMarked ? .selected : .text] : theme[.muted]
        var line = StyledLine(TextMetrics.padded(isMarked ? glyphs.pointer : "", to: 2), theme[.accent])
        let met = Set(match.positions)
        for (index, character) in match.entry.title.enumerated() {
            line.append(String(character), met.contains(index) ? theme[.key].adding(.underline) : base)
        }
        if isMarked, let reason, !reason.isEmpty { line.append(" \(glyphs.dot) \(reason)", theme[.muted]) }
        let keys = match.entry.keys.first?.name(glyphs) ?? ""
        let room = row.width - (keys.isEmpty ? 0 : TextMetrics.width(of: keys) + 2)
        frame.write(line.truncated(to: room, ellipsis: glyphs.ellipsis), x: row.x, y: row.y, in: row)
        guard room > 8 else { return }
        frame.write(keys, x: row.endX - TextMetrics.width(of: keys), y: row.y, style: theme[.key], in: row)
    }
}
