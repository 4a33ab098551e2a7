/// Applies a report of the terminal.
func terminalReported(_ model: inout AppModel, _ report: TerminalReport) {
    switch report {
    case .background(let background):
        model.appearance.theme = model.appearance.theme.adapted(to: background)
    case .synchronizedOutput:
        // Handled by the screen.
        break
    }
}
