import NIOCore
import NIOPosix

/// Lets containers reach a service that listens on this machine's loopback only: it listens on a network's gateway and
/// passes connections on.
struct HostRelay: Sendable {
    /// Where it listens.
    struct Place: Hashable, Sendable {
        /// An address of this machine: the gateway of a container network.
        var address: String
        var port: UInt16
    }

    /// Why it cannot listen.
    enum Refusal: Error, Hashable, Sendable {
        /// The address is none of this machine's.
        case foreignAddress
        /// Somebody listens there already.
        case taken
        case other(String)
    }

    private let channel: any Channel

    /// Begins to listen at `place` and to pass on to `host:port`.
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

    /// Stops listening. Connections that are there go on.
    func close() async { try? await channel.close() }

    /// The port that it listens on, for one that was opened at port 0.
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
