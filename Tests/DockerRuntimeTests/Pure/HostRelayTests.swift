import NIOCore
import NIOPosix
import Testing

@testable import DockerRuntime

struct HostRelayTests {
    private let group = MultiThreadedEventLoopGroup.singleton

    /// Sends back what comes, and closes when the other end has.
    private final class Echo: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.writeAndFlush(data, promise: nil) }
    }

    @Test func bytesGoBothWays() async throws {
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Echo()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port.flatMap { UInt16($0) })
        let relay = try await HostRelay.open(
            at: .init(address: "127.0.0.1", port: 0),
            to: "127.0.0.1",
            port: port,
            group: group
        )
        let client = try await ClientBootstrap(group: group)
            .connect(host: "127.0.0.1", port: Int(#require(relay.port))) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let sent = ByteBuffer(repeating: 7, count: 3 << 20)
        let received = try await client.executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup { group in
                group.addTask { try await outbound.write(sent) }
                var received = 0
                for try await bytes in inbound {
                    received += bytes.readableBytes
                    if received == sent.readableBytes { break }
                }
                return received
            }
        }
        #expect(received == sent.readableBytes)
        await relay.close()
        try await server.close()
    }

    @Test func anAddressOfAnotherMachineIsRefused() async {
        await #expect(throws: HostRelay.Refusal.foreignAddress) {
            // A documentation address, RFC 5737.
            try await HostRelay.open(at: .init(address: "192.0.2.1", port: 0), to: "127.0.0.1", port: 1, group: group)
        }
    }
}
