import ControlAPI
import FoundationEssentials

/// Applies a message to the model and returns the effects to perform. Deterministic: uses no clock and no terminal.
func update(_ model: inout AppModel, _ message: Message) -> [Effect] {
    if model.past != nil {
        return message.isOfThePresent ? model.updatePresent(message) : model.apply(message)
    }
    return model.apply(message) + model.stateRequests()
}

extension AppModel {
    fileprivate mutating func apply(_ message: Message) -> [Effect] {
        switch message {
        case .screen(let event):
            return screenEvent(event)
        case .clock(let now, let utcOffset):
            self.now = now
            appearance.utcOffset = utcOffset
        case .stack(let change):
            stackChanged(change)
        case .connection(let state):
            // After the supervisor announced its end, the lost connection is not news.
            if case .reconnecting = state, connection == .ended { return [] }
            // A lost connection matters more than the current message.
            if connection.isConnected, !state.isConnected {
                self.message = nil
                let words = "lost the connection to the supervisor"
                events.append(EventEntry(at: now, role: .warning, words))
            }
            connection = state
        case .logs(let generation, let lines, let skipped):
            if generation == logs.generation { logs.append(lines, skipped: skipped) }
        case .logPage(let page, let result):
            return logPageArrived(page, result)
        case .copied(let outcome):
            copyEnded(outcome)
        case .viewerEnded(let problem):
            if let problem { self.message = StatusMessage(.error, problem) }
        case .logsInterrupted(let generation):
            if generation == logs.generation { logs.resubscribe() }
        case .accepted(_, let reply):
            if !reply.changes.isEmpty {
                self.message = StatusMessage(.info, reply.changes.joined(separator: " · "))
            }
        case .refused(let command, let error):
            let words = "\(command.summary): \(error.inWords)"
            self.message = StatusMessage(.error, words)
            // Also logged as an event, where it can be read again in full.
            events.append(EventEntry(at: now, role: .error, words))
        case .stackStartEnded(let problem):
            isStartingStack = false
            if let problem {
                self.message = StatusMessage(.error, "cannot start the stack: \(problem)")
                events.append(EventEntry(at: now, role: .error, "cannot start the stack: \(problem)"))
            } else if !connection.isConnected {
                self.message = StatusMessage(.info, "the stack is starting")
            }
        case .ended(let command, let ending):
            ended(command, ending)
        case .measured(let status):
            measured(status)
        case .past(let result):
            return pastArrived(result)
        case .pastFigures(let moment, let figures):
            if past?.momentNs == moment { take(figures) }
        case .pastAlerts(let moment, let report):
            if past?.momentNs == moment { alerts.take(report) }
        case .answered(let answer):
            answered(answer)
        case .dashboardsLeft(let ending):
            return dashboardsLeft(for: ending.wish)
        case .alerts(let answer):
            alertsAnswered(answer)
        }
        return []
    }

    /// The exit choice when the stack is to keep running.
    var exit: ExitChoice { connection == .ended ? .ended : .detach }

    /// Shows the startup notices.
    mutating func begin(with notices: [String]) {
        guard !notices.isEmpty else { return }
        message = StatusMessage(.warning, notices.joined(separator: " \(appearance.glyphs.dot) "))
        for notice in notices { events.append(EventEntry(at: now, role: .warning, notice)) }
    }
}
