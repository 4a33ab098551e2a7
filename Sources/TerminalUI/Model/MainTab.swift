/// What the pane of the logs shows: the logs, or something else in their place.
enum MainTab: Int, Hashable, Sendable, CaseIterable {
    case logs
    case startup
    case graph
    case events

    var title: String {
        switch self {
        case .logs: "Logs"
        case .startup: "Startup"
        case .graph: "Graph"
        case .events: "Events"
        }
    }

    /// The one so many places further on; goes round.
    func moved(by places: Int) -> MainTab {
        let count = Self.allCases.count
        return MainTab(rawValue: ((rawValue + places) % count + count) % count) ?? self
    }

    /// Which keys hold while the pane has the focus: startup and graph are lists of services.
    var contexts: [KeyBinding.Context] {
        switch self {
        case .logs: [.texts, .logs, .lines]
        case .startup, .graph: [.lists]
        case .events: [.texts]
        }
    }
}
