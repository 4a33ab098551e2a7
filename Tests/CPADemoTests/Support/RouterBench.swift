import Hummingbird
import Logging
import NIOCore
import Synchronization

@testable import cpa_demo

/// Sends requests to a router without a connection.
struct RouterBench {
    struct Reply {
        var status: HTTPResponse.Status
        var headers: HTTPFields
        var body: String
    }

    private struct Source: RequestContextSource {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }

    private let responder: any HTTPResponder<DemoContext>

    init(_ router: Router<DemoContext>) { responder = router.buildResponder() }

    /// - Parameters:
    ///   - host: The value of the `Host` header.
    ///   - address: The client's IP address; nil if it is unknown.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String = "",
        headers: HTTPFields = [:],
        host: String = "127.0.0.1:8080",
        from address: String? = "127.0.0.1"
    ) async throws -> Reply {
        let head = HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: headers)
        let remote = try address.map { try SocketAddress(ipAddress: $0, port: 50000) }
        let response = try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))),
            context: DemoContext(source: Source(), remoteAddress: remote)
        )
        let collector = BodyCollector()
        try await response.body.write(collector)
        return Reply(status: response.status, headers: response.headers, body: collector.text)
    }
}

/// Keeps a response's body.
private final class BodyCollector: ResponseBodyWriter, Sendable {
    private let bytes = Mutex(ByteBuffer())

    var text: String { bytes.withLock { String(buffer: $0) } }

    func write(_ buffer: ByteBuffer) async throws {
        bytes.withLock { _ = $0.writeImmutableBuffer(buffer) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
