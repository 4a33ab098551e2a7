import Glibc
import NIOCore
import NIOHTTPTypes

/// Closes connections from other users. The modes of the socket and its directory already exclude them; this check
/// applies if those were loosened. Root may always connect.
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

    /// Invalid HTTP has already been answered with 400. Close, so that a peer cannot keep the connection by sending
    /// more.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Do not answer before the peer has been checked.
        if isAccepted { context.fireChannelRead(data) }
    }
}
