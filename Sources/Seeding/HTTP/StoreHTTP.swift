import AsyncHTTPClient
import Foundations
import Glibc
import NIOCore
import NIOHTTP1

/// An HTTP client for one store. Bodies are held in memory.
struct StoreHTTP: Sendable {
    struct Answer: Sendable {
        var status: Int
        var headers: [(name: String, value: String)]
        var body: [UInt8]

        var isSuccess: Bool { (200..<300).contains(status) }

        var text: String { String(decoding: body, as: UTF8.self) }

        /// Returns the value of the first header with the given name, ignoring case.
        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// A request whose path and query are already percent-encoded.
    struct Request: Sendable {
        var method: String
        var target: String
        var headers: [(String, String)] = []
        var body: [UInt8] = []

        /// Whether sending it twice has the effect of sending it once. Source: RFC 9110, 9.2.2.
        var isIdempotent: Bool { ["GET", "HEAD", "PUT", "DELETE"].contains(method) }
    }

    /// The maximum size of a response body, far beyond what a development stack sends.
    private static let bodyLimit = 512 << 20

    /// The client of the process, never shut down. The library's shared client does not fit: it retries connecting
    /// until the deadline, although readiness is the probe's business. It follows redirects away from this stack's own
    /// store. It also decompresses bodies, which must be read from S3 exactly as stored.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        configuration.timeout.connect = .seconds(5)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// The store's name in error messages.
    let name: String
    let address: StoreEndpoints.Address
    /// The maximum time without data, both until the response starts and within it.
    var timeout = Duration.seconds(8)

    /// The assumed minimum upload rate in bytes per second. It extends the timeout for large bodies.
    private static let minimumUploadRate = 4 << 20

    /// Sends a request. The HTTP client reconnects if a pooled connection turns out to be closed; if the server closes it
    /// at the same moment, an idempotent request is sent again.
    func send(_ request: Request) async throws -> Answer {
        let patience = timeout + .seconds(request.body.count / Self.minimumUploadRate)
        let late = SeedingError(.unreachable, "\(place) did not answer in \(patience)")
        return try await TimeLimit.run(silence: patience, late: late) { progress in
            do {
                return try await exchange(request, progress: progress)
            } catch let error where request.isIdempotent && Self.isConnectionClosed(error) {
                do { return try await exchange(request, progress: progress) } catch { throw try converted(error) }
            } catch {
                throw try converted(error)
            }
        }
    }

    /// Whether an error means that the server had closed the connection, perhaps while it was idle.
    static func isConnectionClosed(_ error: any Error) -> Bool {
        switch error {
        case let error as HTTPClientError: error == .remoteConnectionClosed
        case let error as ChannelError:
            [.ioOnClosedChannel, .alreadyClosed, .inputClosed, .outputClosed, .eof].contains(error)
        case let error as IOError: [ECONNRESET, EPIPE].contains(error.errnoCode)
        default: false
        }
    }

    private var place: String { "\(name) at \(address.host):\(address.port)" }

    private func exchange(_ request: Request, progress: @Sendable () -> Void) async throws -> Answer {
        var outgoing = HTTPClientRequest(url: "http://\(address.host):\(address.port)\(request.target)")
        outgoing.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if !request.body.isEmpty { outgoing.body = .bytes(request.body) }
        let response = try await Self.client.execute(outgoing, deadline: .distantFuture)
        var body: [UInt8] = []
        for try await var piece in response.body {
            progress()
            guard body.count + piece.readableBytes <= Self.bodyLimit else {
                throw NIOTooManyBytesError(maxBytes: Self.bodyLimit)
            }
            body += piece.readBytes(length: piece.readableBytes) ?? []
        }
        // A body cut off by cancellation looks complete.
        try Task.checkCancellation()
        return Answer(
            status: Int(response.status.code),
            headers: response.headers.map { ($0.name, $0.value) },
            body: body
        )
    }

    /// Throws if the task was cancelled, which is then the reason.
    private func converted(_ error: any Error) throws -> SeedingError {
        try Task.checkCancellation()
        return switch error {
        // The connection closed during the response.
        case HTTPParserError.invalidEOFState: SeedingError(.unreachable, "\(place) closed the connection")
        case is HTTPParserError: SeedingError(.garbled, "\(place) did not respond with HTTP: \(error)")
        case is NIOTooManyBytesError: SeedingError(.garbled, "\(place) sent a response that is too large")
        default: SeedingError(.unreachable, "\(place): \(failureWords(error))")
        }
    }
}

/// Runs `work` on each item, with at most `limit` items at a time.
func forEachConcurrently<Item: Sendable>(
    _ items: [Item],
    limit: Int,
    _ work: @escaping @Sendable (Item) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        var rest = items.makeIterator()
        var running = 0
        while running < limit, let item = rest.next() {
            group.addTask { try await work(item) }
            running += 1
        }
        while try await group.next() != nil {
            if let item = rest.next() { group.addTask { try await work(item) } }
        }
    }
}
