import Glibc

/// Socket errors and states reported by the kernel.
enum SocketError {
    /// The failure for an errno value.
    static func failure(_ code: Int32) -> ProbeFailure {
        switch code {
        case ECONNREFUSED: .refused
        case ECONNRESET, EPIPE: ProbeFailure(.closed, "connection reset by the service")
        case ETIMEDOUT: .timedOut("no connection")
        default: ProbeFailure(.unreachable, String(cString: strerror(code)))
        }
    }

    /// The pending error of a socket, such as that of a connection attempt, or 0. Reading clears it.
    static func pending(_ descriptor: Int32) -> Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 else { return errno }
        return code
    }

    /// Whether a socket is connected to itself.
    ///
    /// TCP allows this if nothing listens on a port in the ephemeral range and the kernel happens to choose the same port for the
    /// local end (RFC 9293, 3.5, simultaneous open). It would look like a ready service and occupy the port that the service is
    /// about to bind. So the socket is also set to reset on close, which frees the port at once, without TIME_WAIT.
    static func isConnectedToItself(_ descriptor: Int32) -> Bool {
        guard let local = port(getsockname, descriptor), local == port(getpeername, descriptor) else { return false }
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        return true
    }

    private typealias NameCall = (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32

    /// The raw address and port of one end.
    private static func port(_ call: NameCall, _ descriptor: Int32) -> [UInt8]? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call(descriptor, $0, &size) }
        }
        guard code == 0 else { return nil }
        return withUnsafeBytes(of: &storage) { Array($0.prefix(Int(size))) }
    }
}
