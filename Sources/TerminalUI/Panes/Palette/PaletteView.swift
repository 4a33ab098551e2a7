extension CommandPalette {
    func draw(_ model: AppModel, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let area = model.layout.palette
        let matches = matches(in: model)
        let marked = min(marked, matches.count - 1)
        let inside = frame.overlay(
            area,
            title: StyledLine("Commands", theme[.title]),
            trailing: StyledLine(matches.isEmpty ? "" : " \(marked + 1)/\(matches.count) ", theme[.muted]),
            model.appearance
        )
        drawInput(in: inside.row(0), model, &frame)
        let list = model.layout.paletteRows
        guard !matches.isEmpty else {
            frame.write("no matching command", x: list.x + 2, y: list.y, style: theme[.muted], in: list)
            return
        }
        let first = firstVisible(of: matches.count, height: list.height)
        for (index, match) in matches.dropFirst(first).prefix(list.height).enumerated() {
            draw(match, isMarked: first + index == marked, model, in: list.row(index), &frame)
        }
        frame.overflow(area, above: first, below: matches.count - first - list.height, model.appearance)
    }

    /// Draws the end of the input with a block cursor.
    private func drawInput(in row: Rect, _ model: AppModel, _ frame: inout Frame) {
        let theme = model.appearance.theme
        var x = frame.write(": ", x: row.x, y: row.y, style: theme[.key], in: row)
        let surplus = TextMetrics.width(of: text) - max(0, row.width - 3)
        let shown = StyledLine(text, theme[.text]).dropping(columns: surplus)
        x = frame.write(shown, x: x, y: row.y, in: row)
        frame.write(" ", x: x, y: row.y, style: theme[.text].adding(.reverse), in: row)
    }

    private func draw(
        _ match: Match,
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
