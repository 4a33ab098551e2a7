/// How a command inside of a container ended.
public struct ExecResult: Hashable, Sendable {
    /// The engine's id of it.
    public var execID: String
    /// nil: its time ran out, and it still runs.
    public var exitCode: Int?
    /// Both outputs as they came; of a long one the beginning and the end.
    public var output: [UInt8]

    /// A result.
    public init(execID: String, exitCode: Int?, output: [UInt8]) {
        self.execID = execID
        self.exitCode = exitCode
        self.output = output
    }
}
