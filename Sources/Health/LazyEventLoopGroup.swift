import NIOCore
import NIOPosix
import Synchronization

/// An event loop group that is created when it is first needed, with one thread, unless one is given.
final class LazyEventLoopGroup: Sendable {
    private let given: (any EventLoopGroup)?
    private let own = Mutex<MultiThreadedEventLoopGroup?>(nil)

    init(_ given: (any EventLoopGroup)?) { self.given = given }

    var group: any EventLoopGroup {
        if let given { return given }
        return own.withLock { own in
            let group = own ?? MultiThreadedEventLoopGroup(numberOfThreads: 1)
            own = group
            return group
        }
    }

    /// Shuts down the group unless it was given.
    func shutDown() async {
        try? await own.withLock(\.self)?.shutdownGracefully()
    }
}
