import ControlAPI

/// Asks whether to undo the last operation that replaced data.
struct UndoQuestion: OverlayPane {
    let step: DataUndo
    var context: KeyBinding.Context { .reset }

    func draw(_ model: AppModel, _ frame: inout Frame) {
        let width = min(frame.size.width, 72)
        let theme = model.appearance.theme
        var facts = FactList(labelWidth: 12)
        let firm = step.firm.map { slug in model.stack?.data?.firms.first { $0.slug == slug }?.name ?? slug }
        facts.add("what", LogSanitizer.plain(step.words(firm: firm)), .text)
        facts.add("done", model.ago(step.at), .text)
        for note in step.notes { facts.add("not back", note, .warning) }
        let rows =
            [StyledLine("Restores the replaced data. Changes since then are kept:", theme[.text])]
            + [StyledLine("undo again to restore them.", theme[.text]), StyledLine()]
            + facts.rows(width: width - 6, model.appearance)
        QuestionBox(title: "Undo\(model.sharedWords)", rows: rows, yes: "Undo").draw(model, width, &frame)
    }
}
