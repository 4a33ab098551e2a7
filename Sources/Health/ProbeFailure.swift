/// Why a probe did not succeed.
struct ProbeFailure: Error, Hashable {
    /// What kind of failure it is; the message is for people alone.
    enum Code: Hashable {
        /// Nothing listens at the address.
        case refused
        /// The address cannot be found or reached.
        case unreachable
        /// The time was up.
        case timedOut
        /// The task was cancelled, or the factory shut down.
        case cancelled
        /// The peer closed or reset the connection before it had answered.
        case closed
        /// The answer is none of the protocol's.
        case unexpectedAnswer
        /// The service says that it is not ready, or does not let us in.
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
