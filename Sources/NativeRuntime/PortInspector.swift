import Foundations
import Glibc

/// The processes that listen on TCP ports. Source: /proc/<pid>/fd, proc(5), for whose sockets they are.
package struct PortInspector: Sendable {
    /// A process that listens on a port.
    package struct Holder: Hashable, Sendable {
        /// nil if the process belongs to another user and cannot be inspected.
        package var pid: Int32?
        /// The command line; nil if the process cannot be inspected.
        package var command: String?

        /// A description for messages: `pid 4121 (redis-server *:6379)`.
        package var description: String {
            guard let pid else { return "another user's process" }
            guard let command, !command.isEmpty else { return "pid \(pid)" }
            guard command.count > 80 else { return "pid \(pid) (\(command))" }
            let start = command.prefix(80)
            // Not within a word: a part of a secret would not be recognized and masked.
            let end = command[start.endIndex...].prefix(80).firstIndex(of: " ") ?? start.lastIndex(of: " ")
            return "pid \(pid) (\(command[..<(end ?? start.endIndex)])…)"
        }
    }

    private let listeners: [TCPListener]

    /// Reads the current listeners.
    package init() {
        listeners = TCPListener.all()
    }

    /// Returns the processes that prevent `host:port` from being bound; nil if it is free.
    package func holders(of port: UInt16, host: String) -> [Holder]? {
        let all = listeners.filter { $0.port == port && $0.blocks(host: host) }
        guard !all.isEmpty else { return nil }
        let pids = Self.pids(ofSocketInodes: Set(all.map(\.inode)))
        if pids.isEmpty { return [Holder(pid: nil, command: nil)] }
        return pids.sorted().map { Holder(pid: $0, command: ProcessTable.commandLine(of: $0)) }
    }

    /// Whether the process listens on `host:port`. Faster than ``holders(of:host:)``, which looks at all processes.
    func isHeld(_ port: UInt16, host: String, by pid: Int32) -> Bool {
        let all = listeners.filter { $0.port == port && $0.blocks(host: host) }
        return !Self.pids(ofSocketInodes: Set(all.map(\.inode)), among: [pid]).isEmpty
    }

    /// Describes the processes that prevent `host:port` from being bound; nil if it is free.
    ///
    /// A free port costs a few microseconds: the port is bound first, and the tables in /proc, which are long on a
    /// machine with many connections, are read only if that fails.
    package static func holderDescription(of port: UInt16, host: String) -> String? {
        guard !canListen(on: port, host: host) else { return nil }
        return PortInspector().holders(of: port, host: host)?.map(\.description).joined(separator: ", ")
    }

    /// Returns a free TCP port of the loopback address.
    package static func freePort() -> UInt16? {
        bound(to: 0, host: "127.0.0.1") { fd in
            var address = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isKnown = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(fd, $0, &size) == 0 }
            }
            return isKnown ? UInt16(bigEndian: address.sin_port) : nil
        }
    }

    /// Whether a server could bind the port with SO_REUSEADDR, as servers do. Always false for IPv6, which is not
    /// tried.
    private static func canListen(on port: UInt16, host: String) -> Bool {
        bound(to: port, host: host) { _ in true } ?? false
    }

    /// Calls `body` with a socket bound to the address; nil if it cannot be bound.
    private static func bound<Result>(to port: UInt16, host: String, _ body: (Int32) -> Result?) -> Result? {
        let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard fd >= 0 else { return nil }
        defer { close(fd) }
        var on: Int32 = 1
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return nil }
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        return isBound ? body(fd) : nil
    }

    private static func pids(
        ofSocketInodes inodes: Set<UInt32>,
        among candidates: [Int32] = ProcessTable.allPids()
    ) -> Set<Int32> {
        var found = Set<Int32>()
        var link = [CChar](repeating: 0, count: 64)
        for pid in candidates {
            for name in directoryNames("/proc/\(pid)/fd") ?? [] {
                let count = readlink("/proc/\(pid)/fd/\(name)", &link, link.count - 1)
                guard count > 0 else { continue }
                let target = String(decoding: link[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
                guard target.hasPrefix("socket:["), let inode = UInt32(target.dropFirst(8).dropLast()),
                    inodes.contains(inode)
                else { continue }
                found.insert(pid)
                break
            }
        }
        return found
    }
}
