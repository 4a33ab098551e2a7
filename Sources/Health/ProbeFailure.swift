/// The reason why a probe failed.
struct ProbeFailure: Error, Hashable {
    /// The kind of failure. The message is only for display.
    enum Code: Hashable {
        /// Nothing listens at the address.
        case refused
        /// The address cannot be resolved or reached.
        case unreachable
        /// The deadline passed.
        case timedOut
        /// The task was cancelled, or the factory was shut down.
        case cancelled
        /// The peer closed or reset the connection before it answered.
        case closed
        /// The answer violates the protocol.
        case unexpectedAnswer
        /// The service reports that it is not ready, or denies access.
        case notReady
    }

    var code: Code
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    static let cancelled = ProbeFailure(.cancelled, "cancelled")
    static let refused = ProbeFailure(.refused, "connection refused")
    static let closed = ProbeFailure(.closed, "connection closed without an answer")

    static func timedOut(_ waitingFor: String) -> ProbeFailure {
        ProbeFailure(.timedOut, "timed out: \(waitingFor)")
    }
}
