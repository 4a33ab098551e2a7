import Glibc

/// A port of loopback that refuses connections for as long as the value lives: it is bound, so nobody else gets it,
/// but not listened on.
struct ClosedPort: ~Copyable {
    let port: UInt16
    private let descriptor: Int32

    init() {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, size) == 0 ? getsockname(descriptor, pointer, &size) : -1
            }
        }
        self.descriptor = descriptor
        port = code == 0 ? UInt16(bigEndian: address.sin_port) : 0
    }

    deinit { close(descriptor) }
}
