import DockerEngine

/// An existing container with a service's labels.
struct ExistingContainer: Hashable, Sendable {
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

    /// The state directory of the supervisor that created it; nil if none did.
    var owner: String? { labels[ComposeLabels.state] }
}

extension ExistingContainer {
    /// Converts an entry of the engine's list.
    init(_ summary: ContainerSummary) {
        id = summary.id
        let name = summary.names?.first ?? summary.id
        self.name = name.hasPrefix("/") ? String(name.dropFirst()) : name
        state = summary.state.flatMap(State.init) ?? .exited
        labels = summary.labels ?? [:]
    }
}
