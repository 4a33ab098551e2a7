/// How to start a service, given the containers that an earlier start left. Pure.
enum Placement: Hashable, Sendable {
    /// No container exists.
    case create
    /// The container is running with the same definition.
    case takeOver(ExistingContainer)
    /// The container has the same definition but is not running.
    case startAgain(ExistingContainer)
    /// The container has a different definition or owner and makes way for a new one.
    case replace(ExistingContainer)

    /// - Parameters:
    ///   - existing: the containers of the replica to start.
    ///   - hash: the hash of the current definition.
    ///   - owner: the state directory of this supervisor.
    init(_ existing: [ExistingContainer], hash: String, owner: String) {
        let usable = existing.filter { $0.state != .removing }
        let same = usable.filter { $0.labels[ComposeLabels.definition] == hash && $0.owner == owner }
        if let running = same.first(where: { $0.state == .running || $0.state == .paused }) {
            self = .takeOver(running)
        } else if let stopped = same.first(where: { $0.state == .exited || $0.state == .created }) {
            self = .startAgain(stopped)
        } else if let other = usable.first {
            self = .replace(other)
        } else {
            self = .create
        }
    }
}
