import NIOCore
import NIOPosix

/// Forwards connections from a container network to a service that listens only on this machine's loopback interface. It
/// listens on the network's gateway address.
struct HostRelay: Sendable {
    /// The address and port that it listens on.
    struct Place: Hashable, Sendable {
        /// An address of this machine: the gateway of a container network.
        var address: String
        var port: UInt16
    }

    /// The reason why it cannot listen.
    enum Refusal: Error, Hashable, Sendable {
        /// The address does not belong to this machine.
        case foreignAddress
        /// The port is already in use.
        case taken
        case other(String)
    }

    private let channel: any Channel

    /// Starts listening at `place` and forwarding to `host:port`.
    static func open(
        at place: Place,
        to host: String,
        port: UInt16,
        group: any EventLoopGroup
    ) async throws(Refusal) -> HostRelay {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in connect(channel, to: host, port: port) }
        do {
            return HostRelay(channel: try await bootstrap.bind(host: place.address, port: Int(place.port)).get())
        } catch let error as IOError where error.errnoCode == EADDRNOTAVAIL {
            throw .foreignAddress
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw .taken
        } catch {
            throw .other("\(error)")
        }
    }

    /// Stops listening. Established connections stay open.
    func close() async { try? await channel.close() }

    /// The actual port, if it was opened with port 0.
    var port: UInt16? { channel.localAddress?.port.flatMap { UInt16(exactly: $0) } }

    private static func connect(_ channel: any Channel, to host: String, port: UInt16) -> EventLoopFuture<Void> {
        ClientBootstrap(group: channel.eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connectTimeout(.seconds(5))
            .connect(host: host, port: Int(port))
            .flatMapThrowing { peer in
                let (near, far) = RelayHandler.pair()
                try channel.pipeline.syncOperations.addHandler(near)
                try peer.pipeline.syncOperations.addHandler(far)
            }
    }
}
