import Glibc

/// TCP ports of the loopback address.
package enum LoopbackPort {
    /// A port that is free now; see ``free(_:)``.
    package static func free() -> UInt16 { free(1)[0] }

    /// Ports that are free now, all different. Below the range from which the kernel chooses the ends of connections,
    /// so they stay free while a server takes its time to bind them.
    package static func free(_ count: Int) -> [UInt16] {
        var found: [UInt16] = []
        while found.count < count {
            let candidate = UInt16.random(in: 20000..<32000)
            if !found.contains(candidate), isFree(candidate) { found.append(candidate) }
        }
        return found
    }

    /// Whether a server could listen there.
    package static func isFree(_ port: UInt16) -> Bool { Listener(port) != nil }

    /// Holds a port for as long as it lives.
    package final class Listener: Sendable {
        private let descriptor: Int32

        package init?(_ port: UInt16) {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var on: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            address.sin_port = port.bigEndian
            let isBound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard isBound, listen(descriptor, 1) == 0 else { return nil }
        }

        deinit { close(descriptor) }
    }
}
