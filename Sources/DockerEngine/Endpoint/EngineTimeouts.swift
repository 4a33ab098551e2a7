/// How long the engine may take. Every wait of the client is bounded by one of these, or by the engine's being alive.
package struct EngineTimeouts: Hashable, Sendable {
    /// Until a connection is there.
    package var connect: Duration
    /// Until an answer's headers have come, and again until a short answer is complete; also for each piece of what is
    /// sent. Calls that wait by their nature (`stop`) add their own time.
    package var request: Duration
    /// How long a pull or a build may tell nothing.
    package var streamIdle: Duration
    /// How often an engine is asked whether it is alive while a long call (events, wait, attach, exec) is silent.
    package var livenessInterval: Duration
    /// How long it may take to say so; after that, long calls end with `timedOut`.
    package var livenessAnswer: Duration

    /// Timeouts; the defaults suit an engine on this machine that is busy.
    package init(
        connect: Duration = .seconds(5),
        request: Duration = .seconds(60),
        streamIdle: Duration = .seconds(900),
        livenessInterval: Duration = .milliseconds(500),
        livenessAnswer: Duration = .seconds(10)
    ) {
        self.connect = connect
        self.request = request
        self.streamIdle = streamIdle
        self.livenessInterval = livenessInterval
        self.livenessAnswer = livenessAnswer
    }
}
