import ControlAPI

/// What the screen as it is now wants to know, or to be done, besides what a message asked for. Each is asked once for
/// what it is about, and nothing is polled.
func wishes(_ model: inout AppModel) -> [Effect] {
    var effects: [Effect] = []
    if model.announcements.takeBell() { effects.append(.ringBell) }
    guard model.connection.isConnected else {
        model.tail.forget()
        return effects
    }
    if model.events.wantsHistory {
        model.events.historyWasAskedFor()
        effects.append(.loadJournal)
    }
    if model.tab == .startup, model.startup.wantsProfile {
        model.startup.wantsProfile = false
        effects.append(.loadProfile)
    }
    if model.details.source == .services, let service = model.selectedService {
        if let occasion = LogTail.Occasion(service) {
            if occasion != model.tail.asked, model.layout.details != nil {
                model.tail.willAsk(for: occasion)
                effects.append(.tail(occasion))
            }
        } else {
            model.tail.forget()
        }
    }
    return effects
}

/// An answer to a wish came.
func wishGranted(_ model: inout AppModel, _ answer: WishAnswer) {
    switch answer {
    case .journal(let events):
        model.events.take(history: events, glyphs: model.appearance.glyphs)
        model.startup.take(history: events, now: model.stack?.services ?? [])
    case .profile(let profile):
        // One that an event told since is newer.
        if model.startup.profile == nil { model.startup.profile = profile }
    case .tail(let occasion, let lines):
        model.tail.take(lines, for: occasion)
    }
}

/// What came of an effect of ``wishes(_:)``.
enum WishAnswer: Sendable {
    /// The supervisor's journal, oldest first.
    case journal([StackEvent])
    case profile(StartupProfile?)
    case tail(LogTail.Occasion, [LogLine])
}
