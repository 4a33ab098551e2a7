/// Time limits of engine calls. Every wait is bounded by one of these or by the engine's liveness.
package struct EngineTimeouts: Hashable, Sendable {
    /// Limits that suit a busy engine on this machine.
    package static let standard = EngineTimeouts()

    /// For establishing a connection.
    var connect = Duration.seconds(5)
    /// For the headers of a response, again for the rest of a short response, and for each piece of an upload. Calls that
    /// wait by nature (`stop`) add their own time.
    var request = Duration.seconds(60)
    /// For the silence between two messages of a pull or build.
    var streamIdle = Duration.seconds(900)
    /// The interval between liveness checks while a long call (events, wait, attach, exec) is open.
    var livenessInterval = Duration.milliseconds(500)
    /// For the response to a liveness check. If it expires, long calls fail with `timedOut`.
    var livenessTimeout = Duration.seconds(10)
}
