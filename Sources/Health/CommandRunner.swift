/// Runs a command where the service lives: on this machine, or in its container. The runtime gives it.
///
/// It returns within the timeout, having killed the command by then, and likewise when its task is cancelled.
package typealias CommandRunner = @Sendable (_ arguments: [String], _ timeout: Duration) async -> CommandResult

/// How a command of a probe ended.
package struct CommandResult: Hashable, Sendable {
    /// The ways in which it can end.
    package enum End: Hashable, Sendable {
        /// By itself, with this code.
        case exited(Int32)
        /// By a signal that was not ours.
        case signalled(Int32)
        /// It was killed since its time was up.
        case timedOut
        /// It could not be started, for this reason.
        case notStarted(String)
    }

    /// How it ended.
    package var end: End
    /// What it wrote to both streams; a few kilobytes are enough.
    package var output: String

    /// A result as it is.
    package init(end: End, output: String = "") {
        self.end = end
        self.output = output
    }
}
