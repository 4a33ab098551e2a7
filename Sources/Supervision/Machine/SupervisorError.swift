import Diagnostics

/// The refusal of a command to the supervisor.
package struct SupervisorError: Failure {
    package enum Code: Sendable {
        /// A name is not in the project, or belongs to a profile that is not active.
        case unknownService
        /// The Compose file cannot be read now; the stack is unchanged.
        case invalidProject
        /// Another process listens on a port of the stack.
        case portTaken
        /// A process of an earlier instance survived SIGKILL and is still there.
        case processHangs
        /// A service cannot run where it was asked to.
        case runtimeRefused
        /// Changed files could not be applied; the service keeps running as it was.
        case refreshFailed
        /// The stack is being stopped and takes no more commands.
        case shuttingDown
    }

    package var code: Code
    package var message: String
    package var remedy: String?

    package init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}
