import Foundations

/// A line that act prints with `--json`.
struct ActEvent {
    private let value: JSONValue

    /// Returns nil for a line that is not JSON.
    init?(_ line: String) {
        guard line.hasPrefix("{"), let value = JSONValue(parsing: Array(line.utf8)) else { return nil }
        self.value = value
    }

    var message: String { value["msg"]?.text ?? "" }
    var jobID: String? { value["jobID"]?.text }
    /// The name of the job, with the number of its combination if it has a matrix.
    var job: String { value["job"]?.text ?? "" }
    /// The values of the matrix that this run of the job has, as JSON; nil without a matrix.
    var matrix: String? {
        guard let matrix = value["matrix"], !matrix.members.isEmpty else { return nil }
        return matrix.members.sorted { $0.key < $1.key }.map { $0.value.text ?? $0.value.json }.joined(separator: ", ")
    }
    var isError: Bool { value["level"]?.text == "error" }
    /// Whether the message is a line that a step printed.
    var isOutput: Bool { value["raw_output"]?.bool == true }
    /// The command in a line such as `::error::text`.
    var command: String? { value["command"]?.text }
    var argument: String { value["arg"]?.text ?? "" }
    var annotation: [String: JSONValue] { value["kvPairs"]?.members ?? [:] }
    var stage: String? { value["stage"]?.text }
    var stepTitle: String { value["step"]?.text ?? "" }
    var stepResult: String? { value["stepResult"]?.text }
    var jobResult: String? { value["jobResult"]?.text }
    var durationMs: Double? { (value["executionTime"]?.number).map { $0 / 1e6 } }

    /// The ``WorkflowJob/Step/key`` of the step; nil for act's own steps, and for what belongs to none.
    var stepKey: String? { path.first }
    /// Whether the step is one of a composite action.
    var isInner: Bool { path.count > 1 }

    private var path: [String] { value["stepID"]?.elements.compactMap(\.text) ?? [] }
}
