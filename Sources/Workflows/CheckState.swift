/// How a step, a job or a run ended.
package enum CheckState: String, Codable, Hashable, Sendable {
    case passed
    case failed
    /// This machine lacks what it needs, so it says nothing about the code.
    case unavailable
    case skipped
    /// Ended by Ctrl-C or a kill.
    case cancelled

    /// The state of a whole, by the states of its parts: a failure counts more than what could not be checked.
    package init(of parts: some Sequence<CheckState>) {
        let parts = Set(parts)
        self = [.failed, .cancelled, .unavailable, .passed].first(where: parts.contains) ?? .skipped
    }
}
