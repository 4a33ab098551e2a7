import ControlAPI
import FoundationEssentials

/// What a new supervisor tells the `up` that started it, as one JSON object over a pipe.
enum SupervisorHandshake: Codable, Hashable, Sendable {
    /// It runs, listens, and has begun to start services. The warnings about the files are rendered.
    case ready(CommandReply, warnings: String)
    /// Another process has the stack's lock: a supervisor that does not listen yet or any more.
    case lockIsHeld
    /// It could not begin, and has ended with nothing left behind.
    case failed(exitCode: Int32, message: String, hint: String?, isRendered: Bool)

    /// The descriptor on which the supervisor finds the pipe.
    static let descriptor: Int32 = 3
}
