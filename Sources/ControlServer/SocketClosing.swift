import Glibc
import NIOCore
import NIOPosix

/// Closes the entrance to a server on a Unix socket before the server shuts down.
///
/// NIO traps if its listening socket closes while a connection waits to be accepted.
enum SocketClosing {
    /// How long a server may take to accept what is in the kernel's queue.
    private static let limit = TimeAmount.seconds(1)
    /// How often to knock while the queue is full.
    private static let attempts = 100

    /// Removes the socket, and returns once the server has accepted every connection that was made before.
    static func close(_ path: String, _ group: any EventLoopGroup) async {
        // From now on nobody can connect but by this name, which has the same length, since that is limited.
        let hidden = String(path.dropLast()) + "~"
        guard rename(path, hidden) == 0 else { return }
        defer { unlink(hidden) }
        for _ in 0..<attempts {
            guard let channel = try? await ClientBootstrap(group: group).connect(unixDomainSocketPath: hidden).get()
            else { continue }
            // The queue keeps its order: when this connection is answered, all earlier ones have been accepted.
            let timer = channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
            defer { timer.cancel() }
            // Not HTTP, so the answer is an error, and the end of the connection.
            try? await channel.writeAndFlush(ByteBuffer(string: "knock\r\n\r\n"))
            try? await channel.closeFuture.get()
            return
        }
    }
}
