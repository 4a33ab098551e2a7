/// The state of the connection to the supervisor.
enum ConnectionState: Hashable, Sendable {
    /// Not connected so far.
    case connecting
    case connected
    /// The connection broke or could not be established; the client is retrying.
    case reconnecting(reason: String?)
    /// The supervisor announced that it is stopping the stack, and then exited.
    case ended

    var isConnected: Bool { self == .connected }
}
