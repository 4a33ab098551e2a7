import ControlAPI
import FoundationEssentials

/// Applies a message to the model and returns the effects to perform. Deterministic: uses no clock and no terminal.
func update(_ model: inout AppModel, _ message: Message) -> [Effect] {
    let effects = applyMessage(&model, message)
    return effects + stateRequests(&model)
}

private func applyMessage(_ model: inout AppModel, _ message: Message) -> [Effect] {
    switch message {
    case .screen(let event):
        return screenEvent(&model, event)
    case .clock(let now, let utcOffset):
        model.now = now
        model.appearance.utcOffset = utcOffset
    case .stack(let change):
        stackChanged(&model, change)
    case .connection(let state):
        // After the supervisor announced its end, the lost connection is not news.
        if case .reconnecting = state, model.connection == .ended { return [] }
        // A lost connection matters more than the current message.
        if model.connection.isConnected, !state.isConnected {
            model.message = nil
            let words = "lost the connection to the supervisor"
            model.events.append(EventEntry(at: model.now, role: .warning, words))
        }
        model.connection = state
    case .logs(let generation, let lines, let skipped):
        if generation == model.logs.generation { model.logs.append(lines, skipped: skipped) }
    case .logPage(let page, let result):
        return logPageArrived(&model, page, result)
    case .copied(let outcome):
        copyEnded(&model, outcome)
    case .viewerEnded(let problem):
        if let problem { model.message = StatusMessage(.error, problem) }
    case .logsInterrupted(let generation):
        if generation == model.logs.generation { model.logs.resubscribe() }
    case .accepted(_, let reply):
        if !reply.changes.isEmpty {
            model.message = StatusMessage(.info, reply.changes.joined(separator: " · "))
        }
    case .refused(let command, let error):
        let words = "\(command.summary): \(error.inWords)"
        model.message = StatusMessage(.error, words)
        // Also logged as an event, where it can be read again in full.
        model.events.append(EventEntry(at: model.now, role: .error, words))
    case .stackStartEnded(let problem):
        model.isStartingStack = false
        if let problem {
            model.message = StatusMessage(.error, "cannot start the stack: \(problem)")
            model.events.append(EventEntry(at: model.now, role: .error, "cannot start the stack: \(problem)"))
        } else if !model.connection.isConnected {
            model.message = StatusMessage(.info, "the stack is starting")
        }
    case .ended(let command, let ending):
        dataCommandEnded(&model, command, ending)
    case .answered(let answer):
        stateRequestAnswered(&model, answer)
    }
    return []
}

private func screenEvent(_ model: inout AppModel, _ event: ScreenEvent) -> [Effect] {
    switch event {
    case .resized(let size):
        model.size = size
        clampHelp(&model)
        return []
    case .key(let key):
        return keyPressed(&model, key)
    case .mouse(let mouse):
        return mouseUsed(&model, mouse)
    case .pasted(let text):
        pasteIntoPrompt(&model, text)
        for character in text where !character.isNewline { typeIntoPalette(&model, KeyPress(.character(character))) }
        return []
    case .reported(let report):
        terminalReported(&model, report)
        return []
    case .terminated:
        return [.exit(model.exit)]
    }
}

extension AppModel {
    /// The exit choice when the stack is to keep running.
    var exit: ExitChoice { connection == .ended ? .ended : .detach }

    /// Shows the startup notices.
    mutating func begin(with notices: [String]) {
        guard !notices.isEmpty else { return }
        message = StatusMessage(.warning, notices.joined(separator: " \(appearance.glyphs.dot) "))
        for notice in notices { events.append(EventEntry(at: now, role: .warning, notice)) }
    }
}
