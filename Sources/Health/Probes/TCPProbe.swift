/// A TCP server: ready when it accepts a connection.
struct TCPProbe: ProtocolProbe {
    let kind = "tcp"
    let port: PortReference
    let reactor: SocketReactor

    @concurrent
    func attempt(until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> String {
        let address = try await AddressResolver.resolve(try port.address(), until: deadline)
        _ = try await ProbeSocket.connect(to: address, reactor: reactor, until: deadline)
        return "connection accepted"
    }
}
