/// The result of a command inside a container.
package struct ExecResult: Hashable, Sendable {
    package var execID: String
    /// nil if the command timed out; it is then still running.
    package var exitCode: Int?
    /// Both output streams, interleaved as they arrived. Of a long output, only the beginning and the end are kept.
    package var output: [UInt8]

    package init(execID: String, exitCode: Int?, output: [UInt8]) {
        self.execID = execID
        self.exitCode = exitCode
        self.output = output
    }
}
