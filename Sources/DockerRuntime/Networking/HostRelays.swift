import NIOCore
import NIOPosix
import Runtime

/// Owns the relays from container networks to services that run as processes of this machine.
actor HostRelays {
    private struct Target: Hashable {
        var host: String
        var port: UInt16
    }

    private var relays: [HostRelay.Place: (relay: HostRelay, target: Target)] = [:]

    /// Makes each peer reachable at the gateway: on its published port and, if that is free there, on the port in the
    /// Compose file.
    ///
    /// - Returns: whether the gateway is an address of this machine. If not, the engine runs elsewhere.
    func open(_ peers: [String: [Launch.Binding]], at gateway: String) async -> Bool {
        for binding in peers.sorted(by: { $0.key < $1.key }).flatMap(\.value) {
            for port in Set([binding.published, binding.target]).sorted() {
                let place = HostRelay.Place(address: gateway, port: port)
                let target = Target(host: binding.host, port: binding.published)
                guard await open(place, target, replaces: port == binding.published) else { return false }
            }
        }
        return true
    }

    private func open(_ place: HostRelay.Place, _ target: Target, replaces: Bool) async -> Bool {
        if let former = relays[place] {
            if former.target == target || !replaces { return true }
            relays[place] = nil
            await former.relay.close()
        }
        do {
            let relay = try await HostRelay.open(
                at: place,
                to: target.host,
                port: target.port,
                group: MultiThreadedEventLoopGroup.singleton
            )
            if let other = relays.updateValue((relay, target), forKey: place) { await other.relay.close() }
            return true
        } catch .foreignAddress {
            return false
        } catch {
            // An existing listener is reached directly. Other problems show when a container connects.
            return true
        }
    }

    func closeAll() async {
        let former = relays.values.map(\.relay)
        relays = [:]
        for relay in former { await relay.close() }
    }
}
