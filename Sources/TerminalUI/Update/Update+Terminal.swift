/// The terminal answered a question: what that changes.
func terminalReported(_ model: inout AppModel, _ report: TerminalReport) {
    switch report {
    case .background(let background):
        model.appearance.theme = model.appearance.theme.adapted(to: background)
    case .synchronizedOutput:
        // The screen's own business.
        break
    }
}
