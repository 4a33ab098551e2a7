/// The accumulated probe outcomes of an instance of a service.
package struct ProbeProgress: Hashable, Sendable {
    /// Whether a probe has succeeded at least once.
    public private(set) var hasSucceeded = false
    /// The number of failures since the last success, or since the start.
    public private(set) var consecutiveFailures = 0

    package init() {}

    /// Adds the next outcome.
    package mutating func record(succeeded: Bool) {
        if succeeded {
            hasSucceeded = true
            consecutiveFailures = 0
        } else {
            consecutiveFailures += 1
        }
    }
}

/// The health of a service according to its probes.
package enum ProbeVerdict: String, Hashable, Sendable {
    /// Not ready yet, and still within the start period.
    case starting
    /// Ready. A service remains healthy until the number of consecutive failures reaches the pace's retries.
    case healthy
    /// The service failed too many consecutive probes, or was not ready within the start period.
    case unhealthy
}
