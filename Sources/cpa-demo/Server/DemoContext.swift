import Hummingbird
import NIOCore

/// The context of a request to a server.
struct DemoContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The other end of the connection, which may be a proxy. Headers such as `X-Forwarded-For` are ignored, because any
    /// client can send them.
    var remoteAddress: SocketAddress?

    init(source: ApplicationRequestContextSource) {
        self.init(source: source, remoteAddress: source.channel.remoteAddress)
    }

    init(source: some RequestContextSource, remoteAddress: SocketAddress?) {
        coreContext = CoreRequestContextStorage(source: source)
        self.remoteAddress = remoteAddress
    }

    /// Whether the request comes from this machine, or from the same container.
    var isFromLoopback: Bool {
        guard let address = remoteAddress?.ipAddress else { return false }
        return address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
    }
}
