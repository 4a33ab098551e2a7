import Diagnostics

/// The exit codes of the program. 64 to 75 are those of sysexits.h.
package enum CommandExit: Int32, Sendable {
    case done = 0
    /// A service failed or is unhealthy.
    case failed = 1
    case usage = 64
    /// A bad Compose, seed or env file.
    case badData = 65
    /// The supervisor, the engine or a dependency is unavailable.
    case unavailable = 69
    case timedOut = 75
    /// The command of `exec` cannot be executed (126) or does not exist (127), as in shells and Docker.
    case commandNotExecutable = 126
    case commandNotFound = 127
    /// Interrupted by Ctrl-C: 128 plus the number of SIGINT, as in shells.
    case interrupted = 130
}

/// The error that ends a command: its exit code, what went wrong, and a hint about what to do.
package struct CommandFailure: ConvertedFailure {
    package var code: CommandExit
    /// Empty if the problem has already been reported.
    package var message: String
    package var hint: String?
    /// Whether the message is already rendered, like diagnostics with source excerpts.
    package var isRendered = false
    /// Whether another process held the stack's lock, so that a retry may succeed.
    package var isLockHeld = false

    package init(_ code: CommandExit, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    package init(_ code: CommandExit, _ message: String, remedy: String?) { self.init(code, message, hint: remedy) }

    package var remedy: String? { hint }

    package init(diagnostics: String) {
        self.init(.badData, diagnostics)
        isRendered = true
    }
}
