/// How things are between the screen and the supervisor.
enum ConnectionState: Hashable, Sendable {
    /// Never connected yet.
    case connecting
    case connected
    /// The connection broke or could not be made; it is tried again.
    case reconnecting(reason: String?)
    /// The supervisor said that it stops the stack, and then went.
    case ended

    var isConnected: Bool { self == .connected }
}
