import Glibc
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
    private let end: EventLoopFuture<Bool>

    /// Runs `body` with a server; after the last step a connection stays open and silent.
    static func run<Value>(_ script: [Step], _ body: (FakeServer) async throws -> Value) async throws -> Value {
        let end = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Bool.self)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Script(script, end))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: 0)
            .get()
        let server = FakeServer(port: UInt16(channel.localAddress?.port ?? 0), channel: channel, end: end.futureResult)
        // A server that nobody connected to.
        defer { end.succeed(false) }
        do {
            let value = try await body(server)
            try await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }

    /// Waits for the end of a connection. Returns whether the client reset it, as closing a socket with unread bytes does.
    func wasReset() async throws -> Bool { try await end.get() }

    private final class Script: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private var steps: ArraySlice<Step>
        private var isWriting = false
        private let end: EventLoopPromise<Bool>

        init(_ steps: [Step], _ end: EventLoopPromise<Bool>) {
            self.steps = steps[...]
            self.end = end
        }

        func channelActive(context: ChannelHandlerContext) { proceed(context, hasRead: false) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { proceed(context, hasRead: true) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            end.succeed((error as? IOError)?.errnoCode == ECONNRESET)
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { end.succeed(false) }

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
