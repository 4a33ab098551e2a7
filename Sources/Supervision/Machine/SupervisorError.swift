/// The refusal of a command to the supervisor.
package struct SupervisorError: Error, Hashable, Sendable {
    /// A stable name for a kind of refusal. Callers match this, never the message.
    package struct Code: Hashable, Sendable {
        private var rawValue: String

        /// A name is not in the project, or belongs to a profile that is not active.
        package static let unknownService = Code(rawValue: "unknown-service")
        /// The Compose file cannot be read now; the stack is unchanged.
        package static let invalidProject = Code(rawValue: "invalid-project")
        /// Another process listens on a port of the stack.
        package static let portTaken = Code(rawValue: "port-taken")
        /// A process of an earlier instance survived SIGKILL and is still there.
        package static let processHangs = Code(rawValue: "process-hangs")
        /// A service cannot run where it was asked to.
        package static let runtimeRefused = Code(rawValue: "runtime-refused")
        /// Changed files could not be applied; the service keeps running as it was.
        package static let refreshFailed = Code(rawValue: "refresh-failed")
        /// The stack is being stopped and takes no more commands.
        package static let shuttingDown = Code(rawValue: "shutting-down")
    }

    package var code: Code
    /// The reason, for users; it may have several lines.
    package var message: String
    /// What to do about it; nil if there is nothing to advise.
    package var remedy: String?

    package init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}
