package import OrderedCollections
package import YAMLTree

/// A GitHub Actions workflow: what is needed to run its jobs on this machine.
package struct Workflow: Sendable {
    /// An input of `workflow_dispatch`.
    package struct Input: Hashable, Sendable {
        package var name: String
        /// Whether it must be given, because it is required and has no default.
        package var mustBeGiven: Bool
    }

    package var name: String
    /// The events that trigger it, in file order.
    package var events: [String]
    package var inputs: [Input]
    /// In file order.
    package var jobs: OrderedDictionary<String, WorkflowJob>
    /// The whole file.
    package var root: Node

    /// The event for a run whose event nobody chose: that of a review, if the workflow has it.
    package var usualEvent: String {
        ["pull_request", "push", "workflow_dispatch"].first(where: events.contains) ?? events.first ?? "push"
    }

    /// Returns these jobs and those that they need, in file order; all jobs if none is named.
    package func jobs(for names: [String]) -> [WorkflowJob] {
        guard !names.isEmpty else { return Array(jobs.values) }
        var wanted: Set<String> = []
        var open = names
        while let name = open.popLast() {
            guard let job = jobs[name], wanted.insert(name).inserted else { continue }
            open += job.needs
        }
        return jobs.values.filter { wanted.contains($0.id) }
    }
}
