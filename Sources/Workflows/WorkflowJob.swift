package import YAMLTree

/// A job of a workflow.
package struct WorkflowJob: Sendable {
    package struct Step: Hashable, Sendable {
        /// Its `name`, otherwise the first line of what it runs, or the action that it uses.
        package var title: String
        /// The name that act reports it by: its `id`, otherwise its index.
        package var key: String
        /// The action, such as `actions/checkout@v5`.
        package var uses: String?
    }

    package var id: String
    /// The jobs that must have ended before this one.
    package var needs: [String]
    /// The `if` of the job.
    package var condition: String?
    /// The labels of the machine that it runs on.
    package var labels: [String]
    package var services: [JobService]
    package var steps: [Step]
    /// The names of its outputs.
    package var outputs: [String]
    /// The deployment environment that the job acts on.
    package var environment: String?
    /// Whether the steps run in a container that the job names.
    package var hasContainer: Bool
    /// Whether the job calls another workflow, and so has no steps of its own.
    package var callsWorkflow: Bool
    package var node: Node

    /// Whether the job may run although a job that it needs did not succeed.
    package var mayFollowFailure: Bool {
        guard let condition else { return false }
        return ["always()", "failure()", "cancelled()"].contains { condition.filter { $0 != " " }.contains($0) }
    }
}
