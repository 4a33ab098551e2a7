import NIOCore

/// Connects a session to its channel.
final class SMTPHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var session = SMTPSession()
    private let deliver: @Sendable (SMTPMessage) -> Void

    init(deliver: @escaping @Sendable (SMTPMessage) -> Void) { self.deliver = deliver }

    func channelActive(context: ChannelHandlerContext) {
        perform(session.connected(), context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        perform(session.received(unwrapInboundIn(data).readableBytesView), context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            perform(session.timedOut(), context)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func perform(_ actions: [SMTPSession.Action], _ context: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .reply(let reply):
                context.write(wrapOutboundOut(context.channel.allocator.buffer(string: reply.text)), promise: nil)
            case .deliver(let message): deliver(message)
            case .close:
                context.flush()
                return context.close(promise: nil)
            }
        }
        context.flush()
    }
}
