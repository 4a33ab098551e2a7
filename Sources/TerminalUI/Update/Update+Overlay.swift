/// Performs the actions of the help screen and the quit question.
func overlay(_ action: Action, _ model: inout AppModel) -> [Effect] {
    switch action {
    case .help:
        model.overlay = .help(scroll: 0)
    case .quit:
        // There is no stack left to detach from or stop.
        if model.connection == .ended { return [.exit(.ended)] }
        model.overlay = .quit(.detach)
    case .closeOverlay:
        model.overlay = nil
    case .helpUp: scrollHelp(&model, by: -1)
    case .helpDown: scrollHelp(&model, by: 1)
    case .helpPageUp: scrollHelp(&model, by: -max(1, model.size.height - 6))
    case .helpPageDown: scrollHelp(&model, by: max(1, model.size.height - 6))
    case .helpFirst: model.overlay = .help(scroll: 0)
    case .helpLast: scrollHelp(&model, by: 10_000)
    case .previousChoice: choose(&model, by: QuitChoice.allCases.count - 1)
    case .nextChoice: choose(&model, by: 1)
    case .chooseDetach: return leave(&model, .detach)
    case .chooseStop: return leave(&model, .stop)
    case .confirmChoice:
        guard case .quit(let choice) = model.overlay else { return [] }
        return leave(&model, choice)
    default:
        break
    }
    return []
}

private func leave(_ model: inout AppModel, _ choice: QuitChoice) -> [Effect] {
    model.overlay = nil
    return switch choice {
    case .detach: [.exit(model.exit)]
    case .stop: [.exit(.stop)]
    case .cancel: []
    }
}

private func choose(_ model: inout AppModel, by steps: Int) {
    guard case .quit(let choice) = model.overlay else { return }
    let next = (choice.rawValue + steps) % QuitChoice.allCases.count
    model.overlay = QuitChoice(rawValue: next).map { .quit($0) }
}

private func scrollHelp(_ model: inout AppModel, by rows: Int) {
    guard case .help(let scroll) = model.overlay else { return }
    model.overlay = .help(scroll: scroll + rows)
    clampHelp(&model)
}

/// Keeps the scroll position of the help screen within bounds.
func clampHelp(_ model: inout AppModel) {
    guard case .help(let scroll) = model.overlay else { return }
    model.overlay = .help(scroll: max(0, min(scroll, HelpView.maximumScroll(of: model))))
}
