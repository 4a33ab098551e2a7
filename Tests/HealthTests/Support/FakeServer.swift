import NIOCore
import NIOPosix

/// A TCP server on loopback that answers each connection by a script, right or wrong.
struct FakeServer: Sendable {
    enum Step: Sendable {
        /// Waits for some bytes of the client.
        case read
        case write([UInt8])
        /// Byte by byte, each in a packet of its own.
        case trickle([UInt8])
        case close
    }

    let port: UInt16
    private let channel: any Channel

    /// Runs `body` with a server; after the last step a connection stays open and silent.
    static func run<Value>(_ script: [Step], _ body: (FakeServer) async throws -> Value) async throws -> Value {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Script(script))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: 0)
            .get()
        let server = FakeServer(port: UInt16(channel.localAddress?.port ?? 0), channel: channel)
        do {
            let value = try await body(server)
            try await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private final class Script: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private var steps: ArraySlice<Step>
        private var isWriting = false

        init(_ steps: [Step]) { self.steps = steps[...] }

        func channelActive(context: ChannelHandlerContext) { proceed(context, hasRead: false) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { proceed(context, hasRead: true) }

        private func proceed(_ context: ChannelHandlerContext, hasRead: Bool) {
            var hasRead = hasRead
            while let step = steps.first, !isWriting {
                switch step {
                case .read:
                    guard hasRead else { return }
                    hasRead = false
                    steps = steps.dropFirst()
                case .write(let bytes):
                    steps = steps.dropFirst()
                    context.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
                case .trickle(let bytes):
                    steps = steps.dropFirst()
                    isWriting = true
                    trickle(bytes[...], context)
                case .close:
                    steps = []
                    context.close(promise: nil)
                }
            }
        }

        private func trickle(_ bytes: ArraySlice<UInt8>, _ context: ChannelHandlerContext) {
            guard let byte = bytes.first else {
                isWriting = false
                return proceed(context, hasRead: false)
            }
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.writeAndFlush(NIOAny(ByteBuffer(bytes: [byte]))).whenComplete { _ in
                let (handler, context) = bound.value
                handler.trickle(bytes.dropFirst(), context)
            }
        }
    }
}
