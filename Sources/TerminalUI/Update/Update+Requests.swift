import ControlAPI

extension AppModel {
    /// Returns the requests that follow from the current state rather than from a message. Each is made once per
    /// subject; nothing is polled.
    mutating func stateRequests() -> [Effect] {
        var effects: [Effect] = []
        if announcements.takeBell() { effects.append(.ringBell) }
        effects += followAlerts()
        guard connection.isConnected else {
            tail.forget()
            return effects
        }
        if events.wantsHistory {
            events.markHistoryRequested()
            effects.append(.loadJournal)
        }
        if tab == StartupPane.tab, startup.wantsProfile {
            startup.wantsProfile = false
            effects.append(.loadProfile)
        }
        if details.source == .services, let service = selectedService {
            if let occasion = LogTail.Occasion(service) {
                if occasion != tail.asked, layout.details != nil {
                    tail.markRequested(for: occasion)
                    effects.append(.tail(occasion))
                }
            } else {
                tail.forget()
            }
        }
        return effects
    }

    /// Applies the answer to a request.
    mutating func answered(_ answer: StateAnswer) {
        switch answer {
        case .journal(let history):
            events.take(history: history, glyphs: appearance.glyphs)
            startup.take(history: history, now: stack?.services ?? [])
        case .profile(let profile):
            // A profile received in an event meanwhile is newer.
            if startup.profile == nil { startup.profile = profile }
        case .tail(let occasion, let lines):
            tail.take(lines, for: occasion)
        }
    }
}

/// The result of an effect of ``AppModel/stateRequests()``.
enum StateAnswer: Sendable {
    /// The supervisor's journal, oldest first.
    case journal([StackEvent])
    case profile(StartupProfile?)
    case tail(LogTail.Occasion, [LogLine])
}
