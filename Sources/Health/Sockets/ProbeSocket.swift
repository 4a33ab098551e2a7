import Glibc
import NIOCore

/// A connected, non-blocking TCP socket that is closed when the value is destroyed. Every wait has a deadline.
struct ProbeSocket: ~Copyable {
    private let owned: OwnedDescriptor
    private let reactor: SocketReactor

    private var descriptor: Int32 { owned.number }

    private init(descriptor: Int32, reactor: SocketReactor) {
        owned = OwnedDescriptor(number: descriptor)
        self.reactor = reactor
    }

    /// Releases ownership of the descriptor, which the caller must close.
    consuming func release() -> Int32 { owned.release() }

    static func connect(
        to address: SocketAddress,
        reactor: SocketReactor,
        until deadline: ContinuousClock.Instant
    ) async throws(ProbeFailure) -> ProbeSocket {
        let family = address.protocol == .inet6 ? AF_INET6 : AF_INET
        // Close-on-exec must be set atomically, since this process starts services at any time.
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = Glibc.socket(family, type, 0)
        guard descriptor >= 0 else { throw SocketError.failure(errno) }
        let socket = ProbeSocket(descriptor: descriptor, reactor: reactor)
        let result = address.withSockAddr { pointer, size in
            Glibc.connect(descriptor, pointer, socklen_t(size)) == 0 ? 0 : errno
        }
        if result == EINPROGRESS {
            try await socket.wait(.writable, until: deadline, for: "no connection")
            let code = SocketError.pending(descriptor)
            guard code == 0 else { throw SocketError.failure(code) }
        } else if result != 0 {
            throw SocketError.failure(result)
        }
        guard !SocketError.isConnectedToItself(descriptor) else { throw .refused }
        return socket
    }

    func send(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) async throws(ProbeFailure) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
                return Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN {
                try await wait(.writable, until: deadline, for: "the request was not sent")
            } else if errno != EINTR {
                throw SocketError.failure(errno)
            }
        }
    }

    /// Receives at most `limit` bytes; empty at the end of the stream.
    func receive(atMost limit: Int, until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> [UInt8] {
        while true {
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
                let received = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                code = received < 0 ? errno : 0
                count = max(0, received)
            }
            switch code {
            case 0: return bytes
            case EAGAIN: try await wait(.readable, until: deadline, for: "no answer")
            case EINTR: continue
            default: throw SocketError.failure(code)
            }
        }
    }

    private func wait(
        _ direction: SocketReactor.Direction,
        until deadline: ContinuousClock.Instant,
        for what: String
    ) async throws(ProbeFailure) {
        switch await reactor.wait(for: descriptor, direction, until: deadline) {
        case .ready: return
        case .timedOut: throw .timedOut(what)
        case .cancelled: throw .cancelled
        }
    }
}

/// A file descriptor that is closed when the value is destroyed.
private struct OwnedDescriptor: ~Copyable {
    let number: Int32

    deinit { close(number) }

    consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }
}
