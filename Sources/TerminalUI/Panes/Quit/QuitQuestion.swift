/// The answers to the quit question.
enum QuitChoice: Int, Hashable, Sendable, CaseIterable {
    case detach
    case stop
    case cancel
}

/// Asks whether to leave the stack running.
struct QuitQuestion: OverlayPane {
    static let keys = KeyBinding.table(
        in: .quit,
        [
            .init(
                "up k shift-tab",
                .quit(.previousChoice),
                "previous answer",
                in: .quit,
                footer: "choose",
                3,
                with: "down"
            ),
            .init("down j tab", .quit(.nextChoice), "next answer", in: .quit),
            .init("enter", .quit(.confirmChoice), "confirm the selected answer", in: .quit, footer: "confirm", 2),
            // A second Ctrl-C leaves too, without harm.
            .init("d ctrl-c", .quit(.chooseDetach), "leave the stack running", in: .quit, footer: "detach", 1),
            .init("s", .quit(.chooseStop), "stop every service", in: .quit, footer: "stop", 1),
            .init("esc c q n", .screen(.closeOverlay), "go back", in: .quit, footer: "cancel", 1),
        ]
    )

    let choice: QuitChoice
    var context: KeyBinding.Context { .quit }

    func draw(_ model: AppModel, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let area = model.layout.screen.centred(width: 54, height: 7)
        let inside = frame.overlay(area, title: StyledLine("Quit", theme[.title]), model.appearance)
        var rows = [StyledLine("Leave the stack running, or stop it?", theme[.text]), StyledLine()]
        for answer in QuitChoice.allCases {
            let isMarked = answer == choice
            let pointer = isMarked ? model.appearance.glyphs.pointer : ""
            var row = StyledLine(TextMetrics.padded(pointer, to: 2), theme[.accent])
            row.append("\(answer.words.key) ", theme[.key])
            row.append(TextMetrics.padded(answer.words.title, to: 8), isMarked ? theme[.selected] : theme[.text])
            row.append(answer.words.explanation, theme[.muted])
            rows.append(row)
        }
        // If not everything fits, keep the answers.
        for (index, row) in rows.suffix(inside.height).enumerated() {
            frame.write(row, x: inside.x, y: inside.y + index, in: inside.row(index))
        }
    }
}

/// The actions of the quit question.
enum QuitAction: PaneAction {
    case previousChoice, nextChoice, confirmChoice, chooseDetach, chooseStop

    func perform(on model: inout AppModel) -> [Effect] {
        guard case .quit(let choice) = model.overlay else { return [] }
        switch self {
        case .previousChoice: return mark(choice, by: QuitChoice.allCases.count - 1, &model)
        case .nextChoice: return mark(choice, by: 1, &model)
        case .confirmChoice: return leave(choice, &model)
        case .chooseDetach: return leave(.detach, &model)
        case .chooseStop: return leave(.stop, &model)
        }
    }

    private func mark(_ choice: QuitChoice, by steps: Int, _ model: inout AppModel) -> [Effect] {
        model.overlay = QuitChoice(rawValue: (choice.rawValue + steps) % QuitChoice.allCases.count).map { .quit($0) }
        return []
    }

    private func leave(_ choice: QuitChoice, _ model: inout AppModel) -> [Effect] {
        model.overlay = nil
        return switch choice {
        case .detach: [.exit(model.exit)]
        case .stop: [.exit(.stop)]
        case .cancel: []
        }
    }
}

extension QuitChoice {
    fileprivate var words: (key: String, title: String, explanation: String) {
        switch self {
        case .detach: ("d", "Detach", "keep it running; cpadev up returns")
        case .stop: ("s", "Stop", "stop every service, keep the data")
        case .cancel: ("c", "Cancel", "back to the screen")
        }
    }
}
