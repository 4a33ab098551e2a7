/// The result of a step.
package struct StepResult: Codable, Hashable, Sendable {
    package var title: String
    package var state: CheckState
    /// nil if it did not run.
    package var durationMs: Double?
    /// Why it is in this state, if there is more to say.
    package var reason: String?
    /// What to do about it.
    package var remedy: String?

    package init(title: String, state: CheckState, durationMs: Double? = nil, reason: String? = nil) {
        self.title = title
        self.state = state
        self.durationMs = durationMs
        self.reason = reason
    }
}

/// The result of a job.
package struct JobResult: Codable, Hashable, Sendable {
    package var id: String
    package var needs: [String]
    package var state: CheckState
    package var reason: String?
    package var remedy: String?
    /// Nanoseconds since 1970; nil if it did not start.
    package var startedNs: Int64?
    package var durationMs: Double?
    package var steps: [StepResult] = []
    /// By name, for the jobs that need this one.
    package var outputs: [String: String] = [:]
    /// Whether the jobs that need this one may run: its `result` is `success`.
    package var succeeded = false

    package init(id: String, needs: [String], state: CheckState, reason: String? = nil, remedy: String? = nil) {
        self.id = id
        self.needs = needs
        self.state = state
        self.reason = reason
        self.remedy = remedy
    }

    /// Nanoseconds since 1970; nil if it did not start.
    package var endedNs: Int64? {
        guard let startedNs, let durationMs else { return nil }
        return startedNs + Int64(durationMs * 1e6)
    }
}
