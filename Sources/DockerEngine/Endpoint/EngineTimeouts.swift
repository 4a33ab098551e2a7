/// Time limits of engine calls. Every wait is bounded by one of these or by the engine's liveness.
package struct EngineTimeouts: Hashable, Sendable {
    /// For establishing a connection.
    package var connect: Duration
    /// For the headers of a response, again for the rest of a short response, and for each piece of an upload. Calls that
    /// wait by nature (`stop`) add their own time.
    package var request: Duration
    /// For the silence between two messages of a pull or build.
    package var streamIdle: Duration
    /// The interval between liveness checks while a long call (events, wait, attach, exec) is open.
    package var livenessInterval: Duration
    /// For the response to a liveness check. If it expires, long calls fail with `timedOut`.
    package var livenessTimeout: Duration

    /// Creates timeouts; the defaults suit a busy engine on this machine.
    package init(
        connect: Duration = .seconds(5),
        request: Duration = .seconds(60),
        streamIdle: Duration = .seconds(900),
        livenessInterval: Duration = .milliseconds(500),
        livenessTimeout: Duration = .seconds(10)
    ) {
        self.connect = connect
        self.request = request
        self.streamIdle = streamIdle
        self.livenessInterval = livenessInterval
        self.livenessTimeout = livenessTimeout
    }
}
