import ControlAPI

/// The difference between a firm's running workflows and the seed.
struct WorkflowDifference: Sendable {
    /// The workflows to start. Running ones that differ from the seed are replaced.
    private(set) var wrong: [WorkflowItem] = []
    /// The ids of workflows to terminate.
    private(set) var added: [String] = []
    private(set) var drift = Drift.none

    /// - Parameter advanced: the ids of workflows that have progressed since they were started.
    init(planned: [WorkflowItem], running: [TemporalWorkflowExecutionInfo], advanced: Set<String> = []) {
        var rest = Dictionary(running.map { ($0.execution.workflowID, $0) }) { first, _ in first }
        for item in planned {
            guard let execution = rest.removeValue(forKey: item.id) else {
                drift.removed += 1
                wrong.append(item)
                continue
            }
            guard !item.matches(execution) || advanced.contains(item.id) else { continue }
            drift.changed += 1
            wrong.append(item)
        }
        added = rest.keys.sorted()
        drift.added = added.count
    }
}
