package import ControlAPI
import ControlServer
package import FoundationEssentials
package import LogAnalysis

/// The message of a new supervisor to the `up` that started it: one JSON object over a pipe.
package enum SupervisorHandshake: Codable, Hashable, Sendable {
    /// The supervisor listens and has begun to start services. The warnings about the files are rendered.
    case ready(CommandReply, warnings: String)
    /// Another process holds the stack's lock: a supervisor that is not listening yet, or no longer.
    case lockIsHeld
    /// The supervisor could not start, and has exited without leaving anything behind.
    case failed(exitCode: Int32, message: String, hint: String?, isRendered: Bool)

    /// The descriptor of the pipe in the supervisor.
    package static let descriptor: Int32 = 3

    /// Returns the message for the pipe, with secrets masked as in every other that leaves the supervisor. The command
    /// lines of other processes may contain some.
    package func encoded(masker: SecretMasker?) throws -> Data { try ControlCoding.encode(self, masker: masker) }
}
