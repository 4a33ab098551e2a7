import NIOCore

/// Commands that are sent together, and the promise of their replies.
struct RedisExchange: Sendable {
    var commands: [[String]]
    var replies: EventLoopPromise<[RedisReply]>
}

/// Sends exchanges and assigns the replies, which arrive in the same order. It fails every open exchange when the
/// connection ends.
final class RedisExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = RedisReply
    typealias OutboundIn = RedisExchange
    typealias OutboundOut = ByteBuffer

    private var exchanges = CircularBuffer<RedisExchange>()
    /// The replies to the first exchange so far.
    private var replies: [RedisReply] = []

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        exchanges.append(exchange)
        var buffer = context.channel.allocator.buffer(capacity: 256)
        for words in exchange.commands { Self.write(words, to: &buffer) }
        context.write(wrapOutboundOut(buffer), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let exchange = exchanges.first else { return context.close(promise: nil) }
        replies.append(unwrapInboundIn(data))
        guard replies.count == exchange.commands.count else { return }
        exchanges.removeFirst()
        exchange.replies.succeed(replies)
        replies = []
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(Problem(message: "Redis closed the connection"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error)
        context.close(promise: nil)
    }

    private func fail(_ error: any Error) {
        let open = exchanges
        exchanges = []
        for exchange in open { exchange.replies.fail(error) }
    }

    private static func write(_ words: [String], to buffer: inout ByteBuffer) {
        buffer.writeString("*\(words.count)\r\n")
        for word in words { buffer.writeString("$\(word.utf8.count)\r\n\(word)\r\n") }
    }
}
