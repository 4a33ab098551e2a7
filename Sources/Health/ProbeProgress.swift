/// What the probes of one instance of a service have said so far.
package struct ProbeProgress: Hashable, Sendable {
    /// Whether it has been ready at least once.
    public private(set) var hasSucceeded = false
    /// Failures since the last success, or since the start.
    public private(set) var consecutiveFailures = 0

    /// Nothing asked yet.
    package init() {}

    /// Takes the next answer in.
    package mutating func record(succeeded: Bool) {
        if succeeded {
            hasSucceeded = true
            consecutiveFailures = 0
        } else {
            consecutiveFailures += 1
        }
    }
}

/// What the answers so far amount to.
package enum ProbeVerdict: String, Hashable, Sendable {
    /// Not ready yet, and still within the time that it is given.
    case starting
    /// Ready. A service stays so through single failures, until they are as many as the pace's retries.
    case healthy
    /// It failed too often in a row, or did not get ready in the time that it is given.
    case unhealthy
}
