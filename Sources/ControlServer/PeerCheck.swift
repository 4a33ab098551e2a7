import Glibc
import NIOCore
import NIOHTTPTypes

/// Closes a connection at once whose other end belongs to another user. The mode of the socket and of its folder keep
/// such users out already; this holds where somebody loosened them. The superuser may always connect.
final class PeerCheck: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    private let allowedUser: UInt32
    private var isAccepted = false

    init(allowedUser: UInt32) { self.allowedUser = allowedUser }

    static var currentUser: UInt32 { geteuid() }

    /// `struct ucred` of unix(7), SO_PEERCRED.
    private struct Credentials {
        var pid: Int32 = 0
        var user = UInt32.max
        var group = UInt32.max
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard let channel = context.channel as? any SocketOptionProvider else { return }
        let credentials: EventLoopFuture<Credentials> = channel.unsafeGetSocketOption(
            level: .socket,
            name: .init(rawValue: SO_PEERCRED)
        )
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let loopContext = NIOLoopBound(context, eventLoop: context.eventLoop)
        credentials.whenComplete { result in
            let user = (try? result.get())?.user
            if user == bound.value.allowedUser || user == 0 {
                bound.value.isAccepted = true
            } else {
                loopContext.value.close(promise: nil)
            }
        }
    }

    /// What is no HTTP was answered with 400 by then; a peer that goes on sending must not keep the connection.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Nothing is answered before the peer is known.
        if isAccepted { context.fireChannelRead(data) }
    }
}
