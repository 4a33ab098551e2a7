import ControlAPI

/// Returns the requests that follow from the current state rather than from a message. Each is made once per subject;
/// nothing is polled.
func stateRequests(_ model: inout AppModel) -> [Effect] {
    var effects: [Effect] = []
    if model.announcements.takeBell() { effects.append(.ringBell) }
    guard model.connection.isConnected else {
        model.tail.forget()
        return effects
    }
    if model.events.wantsHistory {
        model.events.markHistoryRequested()
        effects.append(.loadJournal)
    }
    if model.tab == .startup, model.startup.wantsProfile {
        model.startup.wantsProfile = false
        effects.append(.loadProfile)
    }
    if model.details.source == .services, let service = model.selectedService {
        if let occasion = LogTail.Occasion(service) {
            if occasion != model.tail.asked, model.layout.details != nil {
                model.tail.markRequested(for: occasion)
                effects.append(.tail(occasion))
            }
        } else {
            model.tail.forget()
        }
    }
    return effects
}

/// Applies the answer to a request.
func stateRequestAnswered(_ model: inout AppModel, _ answer: StateAnswer) {
    switch answer {
    case .journal(let events):
        model.events.take(history: events, glyphs: model.appearance.glyphs)
        model.startup.take(history: events, now: model.stack?.services ?? [])
    case .profile(let profile):
        // A profile received in an event meanwhile is newer.
        if model.startup.profile == nil { model.startup.profile = profile }
    case .tail(let occasion, let lines):
        model.tail.take(lines, for: occasion)
    }
}

/// The result of an effect of ``stateRequests(_:)``.
enum StateAnswer: Sendable {
    /// The supervisor's journal, oldest first.
    case journal([StackEvent])
    case profile(StartupProfile?)
    case tail(LogTail.Occasion, [LogLine])
}
