import Foundation

/// A peer on loopback that gives everybody the same answer, whatever they say, and then is silent.
final class ListeningSocket: Sendable {
    let port: UInt16
    private let descriptor: Int32
    private let connections: AsyncStream<Void>

    /// Waits for a connection over which something was sent.
    func connected() async throws {
        for await _ in connections { return }
    }

    /// - Parameters:
    ///   - answer: empty for a peer that is silent from the start.
    ///   - closed: how many connections are closed without an answer, once something was sent.
    init(answer: String, closingFirst closed: Int = 0) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        port = Self.bind(descriptor)
        listen(descriptor, 8)
        self.descriptor = descriptor
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .unbounded)
        connections = stream
        Thread.detachNewThread {
            var connections: [Int32] = []
            var count = 0
            while case let connection = accept(descriptor, nil, nil), connection >= 0 {
                var request = [UInt8](repeating: 0, count: 4096)
                _ = recv(connection, &request, request.count, 0)
                continuation.yield()
                count += 1
                guard count > closed else {
                    close(connection)
                    continue
                }
                connections.append(connection)
                _ = answer.withCString { send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
            }
            for connection in connections { close(connection) }
            close(descriptor)
        }
    }

    deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Binds a free port.
    private static func bind(_ descriptor: Int32) -> UInt16 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                Glibc.bind(descriptor, pointer, size) == 0 ? getsockname(descriptor, pointer, &size) : -1
            }
        }
        return code == 0 ? UInt16(bigEndian: address.sin_port) : 0
    }
}
