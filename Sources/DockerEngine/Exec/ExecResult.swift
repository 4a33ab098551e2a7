/// How a command inside of a container ended.
package struct ExecResult: Hashable, Sendable {
    /// The engine's id of it.
    package var execID: String
    /// nil: its time ran out, and it still runs.
    package var exitCode: Int?
    /// Both outputs as they came; of a long one the beginning and the end.
    package var output: [UInt8]

    /// A result.
    package init(execID: String, exitCode: Int?, output: [UInt8]) {
        self.execID = execID
        self.exitCode = exitCode
        self.output = output
    }
}
