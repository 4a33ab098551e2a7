import Glibc

/// Helpers for Unix domain sockets. A socket file outlives its listener, so only connecting shows whether one exists.
package enum UnixSocket {
    /// The maximum length of a socket path. Source: unix(7), `sun_path` less its NUL.
    package static let maximumPathBytes = 107

    package static func isListening(at path: String) -> Bool { connect(to: path) { _ in true } ?? false }

    /// Returns the pid of the process that listens on the socket, even if it does not answer; nil if there is none.
    package static func listener(at path: String) -> Int32? {
        let pid = connect(to: path) { peer($0)?.pid ?? 0 }
        return pid.flatMap { $0 > 0 ? $0 : nil }
    }

    /// The process that called listen(2). Source: unix(7), SO_PEERCRED; and socket.h, `struct ucred`.
    struct Peer: Sendable {
        var pid: Int32 = 0
        var uid = UInt32.max
        var gid = UInt32.max
    }

    private static func peer(_ fd: Int32) -> Peer? {
        var peer = Peer()
        var size = socklen_t(MemoryLayout.size(ofValue: peer))
        return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? peer : nil
    }

    /// Calls `body` with a connection; nil if no process of this user listens.
    private static func connect<Value>(to path: String, _ body: (Int32) -> Value) -> Value? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count <= maximumPathBytes else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let fd = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard fd >= 0 else { return nil }
        defer { close(fd) }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(fd, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        // EAGAIN means that the backlog of a listener is full, so the listener exists.
        if !isConnected { return errno == EAGAIN ? body(fd) : nil }
        if let peer = peer(fd), peer.uid != geteuid() { return nil }
        return body(fd)
    }
}
