/// A probe that is written as one attempt before a deadline; the rest is the same for all.
protocol ProtocolProbe: HealthProbe {
    /// Asks once and returns what the service said. Must end at the deadline and when its task is cancelled.
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

/// The address of a container port, asked for at each attempt since it may be known only once a service runs.
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
