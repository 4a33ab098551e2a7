import Glibc

/// Listens on a Unix socket, but its queue of connections is full.
struct BusyListener: ~Copyable {
    private let descriptor: Int32
    private let queued: [Int32]

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard Self.call(bind, descriptor, path) == 0, listen(descriptor, 0) == 0 else {
            throw RawConnection.Failure(code: errno)
        }
        var queued: [Int32] = []
        let flags = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        var isFull = false
        while !isFull {
            let client = socket(AF_UNIX, flags, 0)
            queued.append(client)
            isFull = Self.call(connect, client, path) != 0
        }
        self.queued = queued
    }

    deinit {
        close(descriptor)
        for descriptor in queued { close(descriptor) }
    }

    private static func call(
        _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32,
        _ descriptor: Int32,
        _ path: String
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
