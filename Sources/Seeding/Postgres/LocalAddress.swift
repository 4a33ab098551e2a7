import Glibc

/// Checks that an address is this machine's own. A stack never changes anything on another machine.
enum LocalAddress {
    /// Throws unless all addresses of a host are local.
    static func require(_ host: String) async throws {
        let addresses = try await BlockingQueue(label: "cpadev.resolve").run { Self.resolve(host) }
        guard !addresses.isEmpty, addresses.allSatisfy({ $0 }) else {
            let reason = addresses.isEmpty ? "cannot be resolved" : "is not this machine"
            throw SeedingError(
                .notOurs,
                "the host '\(host)' \(reason), so nothing on it was changed",
                remedy: "use 127.0.0.1 or localhost: seed data is only loaded into the stack's own services"
            )
        }
    }

    /// Returns, for each of the host's addresses, whether it is local.
    private static func resolve(_ host: String) -> [Bool] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        return sequence(first: first) { $0?.pointee.ai_next }.prefix { $0 != nil }.map { entry in
            guard let address = entry?.pointee.ai_addr else { return false }
            switch Int32(address.pointee.sa_family) {
            case AF_INET:
                return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    isLocal(UInt32(bigEndian: $0.pointee.sin_addr.s_addr))
                }
            case AF_INET6:
                return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                    withUnsafeBytes(of: pointer.pointee.sin6_addr) { isLocal(Array($0)) }
                }
            default: return false
            }
        }
    }

    /// Whether the address is in 127.0.0.0/8, or 0.0.0.0, which connects to it.
    private static func isLocal(_ address: UInt32) -> Bool { address >> 24 == 127 || address == 0 }

    /// Whether the address is ::1, ::, or a local IPv4 address mapped to IPv6.
    private static func isLocal(_ bytes: [UInt8]) -> Bool {
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10...11] == [0xFF, 0xFF] {
            return isLocal(bytes.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        }
        return bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] <= 1
    }
}
