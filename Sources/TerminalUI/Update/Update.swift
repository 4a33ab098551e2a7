import ControlAPI
import FoundationEssentials

/// Takes a message in, and answers what is to be done about it. Pure but for the model: no clock, no terminal.
func update(_ model: inout AppModel, _ message: Message) -> [Effect] {
    let effects = takeIn(&model, message)
    return effects + wishes(&model)
}

private func takeIn(_ model: inout AppModel, _ message: Message) -> [Effect] {
    switch message {
    case .screen(let event):
        return screenEvent(&model, event)
    case .clock(let now, let utcOffset):
        model.now = now
        model.appearance.utcOffset = utcOffset
    case .stack(let change):
        stackChanged(&model, change)
    case .connection(let state):
        // Once the supervisor said that it ends, its going is no news.
        if case .reconnecting = state, model.connection == .ended { return [] }
        // What was said before counts less than that nothing new comes.
        if model.connection.isConnected, !state.isConnected {
            model.message = nil
            let words = "the connection to the supervisor is lost"
            model.events.append(EventEntry(at: model.now, role: .warning, words))
        }
        model.connection = state
    case .logs(let generation, let lines, let skipped):
        if generation == model.logs.generation { model.logs.append(lines, skipped: skipped) }
    case .logPage(let page, let result):
        return logPageCame(&model, page, result)
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
        model.message = StatusMessage(.error, "\(command.summary): \(error.inWords)")
    case .ended(let command, let ending):
        dataCommandEnded(&model, command, ending)
    case .answered(let answer):
        wishGranted(&model, answer)
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
        return [.exit(.detach)]
    }
}
