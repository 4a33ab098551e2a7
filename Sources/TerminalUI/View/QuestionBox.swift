/// A centred question, answered with `y` or `n`.
struct QuestionBox {
    var title: String
    var rows: [StyledLine]
    /// The label of the `y` answer.
    var yes: String

    func draw(_ model: AppModel, _ width: Int, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let answers = StyledLine([
            Span("y", theme[.key]), Span(" \(yes)", theme[.selected]),
            Span("      n", theme[.key]), Span(" Cancel", theme[.text]),
        ])
        let area = frame.bounds.centred(width: width, height: rows.count + 5)
        frame.clear(area)
        let look = BoxLook(glyphs: glyphs, style: theme[.focusedBorder])
        let inside = frame.box(area, title: StyledLine(title, theme[.title]), look: look).inset(by: 1, rows: 0)
        // If not everything fits, keep the answers.
        for (index, row) in ([StyledLine()] + rows + [StyledLine(), answers]).suffix(inside.height).enumerated() {
            let line = row.truncated(to: inside.width, ellipsis: glyphs.ellipsis)
            frame.write(line, x: inside.x, y: inside.y + index, in: inside.row(index))
        }
    }
}
