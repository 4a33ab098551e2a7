/// Asks whether to leave the stack running.
enum QuitView {
    static func draw(_ model: AppModel, choice: QuitChoice, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let area = frame.bounds.centred(width: 54, height: 7)
        frame.clear(area)
        let look = BoxLook(glyphs: glyphs, style: theme[.focusedBorder])
        let inside = frame.box(area, title: StyledLine("Quit", theme[.title]), look: look).inset(by: 1, rows: 0)
        var rows = [StyledLine("Leave the stack running, or stop it?", theme[.text]), StyledLine()]
        for answer in QuitChoice.allCases {
            let isMarked = answer == choice
            var row = StyledLine(TextMetrics.padded(isMarked ? glyphs.pointer : "", to: 2), theme[.accent])
            row.append("\(answer.key) ", theme[.key])
            row.append(TextMetrics.padded(answer.title, to: 8), isMarked ? theme[.selected] : theme[.text])
            row.append(answer.explanation, theme[.muted])
            rows.append(row)
        }
        // If not everything fits, keep the answers.
        for (index, row) in rows.suffix(inside.height).enumerated() {
            frame.write(row, x: inside.x, y: inside.y + index, in: inside.row(index))
        }
    }
}

extension QuitChoice {
    fileprivate var key: String {
        switch self {
        case .detach: "d"
        case .stop: "s"
        case .cancel: "c"
        }
    }

    fileprivate var title: String {
        switch self {
        case .detach: "Detach"
        case .stop: "Stop"
        case .cancel: "Cancel"
        }
    }

    fileprivate var explanation: String {
        switch self {
        case .detach: "keep it running; cpadev up returns"
        case .stop: "stop every service, keep the data"
        case .cancel: "back to the screen"
        }
    }
}
