import Synchronization

/// A cheap check whether a port is open, before an expensive client is used.
///
/// A starting service is probed hundreds of times while its port is closed, for which a plain connection attempt suffices
/// (about 10 µs on loopback). The check is skipped while the client's last request was successful.
final class PortPreflight: Sendable {
    private let isKnown = Atomic(false)
    private let reactor: SocketReactor

    init(reactor: SocketReactor) { self.reactor = reactor }

    /// Throws the failure of a connection attempt. Does nothing if the client's last request succeeded.
    func callAsFunction(_ address: ProbeAddress, until deadline: ContinuousClock.Instant) async throws(ProbeFailure) {
        guard !isKnown.load(ordering: .relaxed) else { return }
        let address = try await AddressResolver.resolve(address, until: deadline)
        _ = try await ProbeSocket.connect(to: address, reactor: reactor, until: deadline)
    }

    /// Records the result of the client's request.
    func record(succeeded: Bool) { isKnown.store(succeeded, ordering: .relaxed) }
}
