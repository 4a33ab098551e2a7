import NIOCore
import NIOPosix
import Synchronization

/// Receives e-mails for any address and keeps none.
struct SMTPServer: Sendable {
    /// The reason why a connection is refused.
    private struct TooManyConnections: Error {}

    private final class Connections: Sendable {
        let count = Mutex(0)
    }

    private static let connectionLimit = 64
    private static let idleTimeout = TimeAmount.seconds(60)

    private let channel: any Channel

    /// Starts listening.
    /// - Parameter deliver: Called for each message, before the client learns that it was received.
    static func start(
        host: String,
        port: Int,
        deliver: @escaping @Sendable (SMTPMessage) -> Void
    ) async throws -> SMTPServer {
        let connections = Connections()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try admit(channel, connections)
                    try channel.pipeline.syncOperations.addHandlers(
                        BackPressureHandler(),
                        IdleStateHandler(readTimeout: idleTimeout),
                        SMTPHandler(deliver: deliver)
                    )
                }
            }
        return SMTPServer(channel: try await bootstrap.bind(host: host, port: port).get())
    }

    /// Stops listening.
    func stop() async { try? await channel.close() }

    /// The actual port, if it was started with port 0.
    var port: Int? { channel.localAddress?.port }

    private static func admit(_ channel: any Channel, _ connections: Connections) throws {
        let isFull = connections.count.withLock { count in
            count += 1
            return count > connectionLimit
        }
        channel.closeFuture.whenComplete { _ in connections.count.withLock { $0 -= 1 } }
        if isFull { throw TooManyConnections() }
    }
}
