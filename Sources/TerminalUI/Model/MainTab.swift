/// The tabs of the logs pane.
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

    /// Returns the tab a number of places further on, wrapping around.
    func moved(by places: Int) -> MainTab {
        let count = Self.allCases.count
        return MainTab(rawValue: ((rawValue + places) % count + count) % count) ?? self
    }

    /// The key contexts that apply while the pane is focused. Startup and graph are lists of services.
    var contexts: [KeyBinding.Context] {
        switch self {
        case .logs: [.texts, .logs, .lines]
        case .startup, .graph: [.lists]
        case .events: [.texts]
        }
    }
}
