/// Runs a command in the environment of the service: on the host or in its container. Provided by the runtime.
///
/// It kills the command and returns when the timeout expires or its task is cancelled.
package typealias CommandRunner = @Sendable (_ arguments: [String], _ timeout: Duration) async -> CommandResult

/// The result of a probe's command.
package struct CommandResult: Hashable, Sendable {
    /// How the command ended.
    package enum End: Hashable, Sendable {
        /// It exited with this code.
        case exited(Int32)
        /// It was killed by a signal that the runner did not send.
        case signalled(Int32)
        /// The runner killed it after the timeout.
        case timedOut
        /// It failed to start, for this reason.
        case notStarted(String)
    }

    package var end: End
    /// Its standard output and standard error; a few kilobytes suffice.
    package var output: String

    package init(end: End, output: String = "") {
        self.end = end
        self.output = output
    }
}
