/// What is to be done with what an earlier start left of a service.
///
/// Pure.
enum Placement: Hashable, Sendable {
    /// Nothing is there.
    case create
    /// It runs as it should; it is taken over as it is.
    case takeOver(ExistingContainer)
    /// It is as it should be, but does not run.
    case startAgain(ExistingContainer)
    /// It is something else, which gives way to a new one; what else is there goes.
    case replace(ExistingContainer)

    /// - Parameters:
    ///   - existing: the containers of the service with the number that is to be started.
    ///   - hash: of the definition in force.
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
