/// A centred question, answered with `y` or `n`.
struct QuestionBox {
    var title: String
    var rows: [StyledLine]
    /// The label of the `y` answer.
    var yes: String

    func draw(_ model: AppModel, _ width: Int, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let answers = StyledLine([
            Span("y", theme[.key]), Span(" \(yes)", theme[.selected]),
            Span("      n", theme[.key]), Span(" Cancel", theme[.text]),
        ])
        let area = model.layout.screen.centred(width: width, height: rows.count + 5)
        let inside = frame.overlay(area, title: StyledLine(title, theme[.title]), model.appearance)
        // If not everything fits, keep the answers.
        let all = [StyledLine()] + rows + [StyledLine(), answers]
        frame.write(Array(all.suffix(inside.height)), in: inside, model.appearance)
    }
}
