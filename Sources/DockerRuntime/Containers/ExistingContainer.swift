/// A container that is there already under a service's labels.
struct ExistingContainer: Hashable, Sendable {
    /// What it is doing.
    enum State: String, Hashable, Sendable {
        case created
        case running
        case paused
        case restarting
        case removing
        case exited
        case dead
    }

    var id: String
    /// Without the engine's leading slash.
    var name: String
    var state: State
    var labels: [String: String]

    var isRunning: Bool { state == .running || state == .paused || state == .restarting }

    /// The state directory of the supervisor that made it; nil where none did.
    var owner: String? { labels[ComposeLabels.state] }
}
