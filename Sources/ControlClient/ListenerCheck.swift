import ControlAPI
import Glibc
import NIOCore

/// Checks who listens at the other end of a connection, before anything is sent. The socket's path may have been
/// replaced since ``UnixSocket`` looked at it.
enum ListenerCheck {
    /// Fails, and closes the connection, if the listener is another user's.
    @Sendable static func verify(_ channel: any Channel) -> EventLoopFuture<Void> {
        guard let socket = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ControlError.noSupervisor)
        }
        let listener: EventLoopFuture<UnixSocket.Peer> = socket.unsafeGetSocketOption(
            level: .socket,
            name: .init(rawValue: SO_PEERCRED)
        )
        return listener.flatMapThrowing { listener in
            guard listener.uid != geteuid() else { return }
            // Not at once: the client's pool must first hear of the failure.
            channel.eventLoop.execute { channel.close(promise: nil) }
            throw ControlError.noSupervisor
        }
    }
}
