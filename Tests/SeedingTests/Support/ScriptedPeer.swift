import Foundation
import Synchronization

/// A TCP server on loopback that treats each connection by a script, right or wrong. Each has a thread of its own.
final class ScriptedPeer: Sendable {
    enum Step: Sendable {
        /// Reads until the text has come.
        case read(until: [UInt8])
        case write([UInt8])
        /// Byte by byte.
        case trickle([UInt8])
        /// Ends its own half of the connection.
        case finish
        /// Says and reads nothing until the client has gone.
        case hold
        /// Waits until as many connections were made, this one included, as make the number a multiple of this.
        case gather(Int)
    }

    private struct Counts {
        var made = 0
        var open = 0
        var peak = 0
    }

    let port: UInt16
    private let listener: Int32
    private let script: [Step]
    private let counts = Mutex(Counts())
    private let condition = NSCondition()

    /// The most connections that were open at the same time.
    var peak: Int { counts.withLock { $0.peak } }

    /// Runs `body` with a peer.
    static func run<Value>(_ script: Step..., body: (ScriptedPeer) async throws -> Value) async throws -> Value {
        try await run(script, body: body)
    }

    static func run<Value>(_ script: [Step], body: (ScriptedPeer) async throws -> Value) async throws -> Value {
        let peer = try ScriptedPeer(script)
        defer { shutdown(peer.listener, Int32(SHUT_RDWR)) }
        return try await body(peer)
    }

    private struct SocketFailure: Error {
        var code: Int32
    }

    private init(_ script: [Step]) throws {
        self.script = script
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, size) == 0 && listen(listener, 64) == 0
                    ? getsockname(listener, pointer, &size) : -1
            }
        }
        guard code == 0 else { throw SocketFailure(code: errno) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { self.acceptAll() }
    }

    private func acceptAll() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            let number = counts.withLock { counts in
                counts.made += 1
                counts.open += 1
                counts.peak = max(counts.peak, counts.open)
                return counts.made
            }
            condition.withLock { condition.broadcast() }
            Thread.detachNewThread {
                self.perform(connection, number)
                self.counts.withLock { $0.open -= 1 }
                close(connection)
            }
        }
        close(listener)
    }

    private func perform(_ connection: Int32, _ number: Int) {
        for step in script {
            switch step {
            case .read(let end): guard read(connection, until: end) else { return }
            case .write(let bytes): send(connection, bytes)
            case .trickle(let bytes): for byte in bytes { send(connection, [byte]) }
            case .finish: shutdown(connection, Int32(SHUT_WR))
            case .hold:
                // Hung up or reset; what was sent stays unread.
                let hungUp: Int16 = 0x2000  // POLLRDHUP, which Glibc's module does not have
                var events = pollfd(fd: connection, events: hungUp, revents: 0)
                poll(&events, 1, -1)
            case .gather(let multiple):
                condition.withLock {
                    let wanted = (number + multiple - 1) / multiple * multiple
                    while counts.withLock({ $0.made }) < wanted { condition.wait() }
                }
            }
        }
    }

    private func read(_ connection: Int32, until end: [UInt8]) -> Bool {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while !received.suffix(end.count + buffer.count).contains(end) {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            received += buffer[..<count]
        }
        return true
    }

    private func send(_ connection: Int32, _ bytes: [UInt8]) {
        _ = Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
