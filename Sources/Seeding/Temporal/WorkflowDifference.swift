import ControlAPI

/// What is not as seeded among a firm's running workflows.
struct WorkflowDifference: Sendable {
    /// The workflows to start, those among them that run with something else in them to be ended.
    private(set) var wrong: [WorkflowItem] = []
    /// The ids of those that have to end.
    private(set) var added: [String] = []
    private(set) var drift = Drift.none

    /// - Parameter advanced: the ids of those to which something has happened since they were started.
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
