/// A probe that is implemented as a single attempt with a deadline.
protocol ProtocolProbe: HealthProbe {
    /// Runs the probe once and returns a description of the answer. Must end at the deadline and when its task is cancelled.
    @concurrent
    func attempt(until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> String
}

extension ProtocolProbe {
    @concurrent
    func check(timeout: Duration) async -> ProbeOutcome {
        let start = ContinuousClock.now
        do {
            let message = try await attempt(until: start + timeout)
            return ProbeOutcome(succeeded: true, latency: start.duration(to: .now), message: message)
        } catch {
            return ProbeOutcome(succeeded: false, latency: start.duration(to: .now), message: error.message)
        }
    }
}

/// A reference to a container port. Its address is looked up at each attempt, since it may be known only once the service
/// runs.
struct PortReference: Sendable {
    let port: UInt16
    let lookUp: @Sendable (UInt16) -> ProbeAddress?

    func address() throws(ProbeFailure) -> ProbeAddress {
        guard let address = lookUp(port) else {
            throw ProbeFailure(.unreachable, "port \(port) is not published")
        }
        return address
    }
}
