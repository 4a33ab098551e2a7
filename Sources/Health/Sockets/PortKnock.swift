import Synchronization

/// Asks cheaply whether anybody listens before a client that costs far more is set to work.
///
/// A starting service is asked hundreds of times while its port is closed, for which a bare connection attempt is
/// enough (about 10 µs on loopback). Once the client has had a good answer, it goes straight to the point.
final class PortKnock: Sendable {
    private let isKnown = Atomic(false)
    private let reactor: SocketReactor

    init(reactor: SocketReactor) { self.reactor = reactor }

    /// Throws what a connection attempt does, unless the last answer was good.
    func callAsFunction(_ address: ProbeAddress, until deadline: ContinuousClock.Instant) async throws(ProbeFailure) {
        guard !isKnown.load(ordering: .relaxed) else { return }
        let address = try await AddressResolver.resolve(address, until: deadline)
        _ = try await ProbeSocket.connect(to: address, reactor: reactor, until: deadline)
    }

    /// Tells how the client's own request went.
    func record(succeeded: Bool) { isKnown.store(succeeded, ordering: .relaxed) }
}
