import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// HTTP to one store, with bodies in memory.
struct StoreHTTP: Sendable {
    /// What came back.
    struct Answer: Sendable {
        var status: Int
        var headers: [(name: String, value: String)]
        var body: [UInt8]

        var isSuccess: Bool { (200..<300).contains(status) }

        var text: String { String(decoding: body, as: UTF8.self) }

        /// The first header of a name, whatever its case.
        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// A request that has its path and query encoded already.
    struct Request: Sendable {
        var method: String
        var target: String
        var headers: [(String, String)] = []
        var body: [UInt8] = []
    }

    /// An answer larger than this is not one of a development stack.
    private static let bodyLimit = 512 << 20

    /// One for the process, and for as long as it lives. The shared one of the library would try to connect until the
    /// time is up; whether a store is there is what its probe tells. It would also follow redirects, away from this
    /// stack's own store, and unpack bodies, which S3 shall give back as it was given them.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        configuration.timeout.connect = .seconds(5)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// How errors name the store.
    let name: String
    let address: StoreEndpoints.Address
    /// How long the server may be silent: until the answer begins, and within it.
    var timeout = Duration.seconds(8)

    /// What the slowest server takes in, in bytes a second: a larger body may take its time.
    private static let uploadPace = 4 << 20

    /// Sends a request. A connection that was kept and turns out to be closed is made anew, by the client.
    func send(_ request: Request) async throws -> Answer {
        let patience = timeout + .seconds(request.body.count / Self.uploadPace)
        let late = SeedingError(.unreachable, "\(place) did not answer in \(patience)")
        return try await TimeLimit.run(silence: patience, late: late) { try await exchange(request, progress: $0) }
    }

    private var place: String { "\(name) at \(address.host):\(address.port)" }

    private func exchange(_ request: Request, progress: @Sendable () -> Void) async throws -> Answer {
        var outgoing = HTTPClientRequest(url: "http://\(address.host):\(address.port)\(request.target)")
        outgoing.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if !request.body.isEmpty { outgoing.body = .bytes(request.body) }
        do {
            let response = try await Self.client.execute(outgoing, deadline: .distantFuture)
            var body: [UInt8] = []
            for try await var piece in response.body {
                progress()
                guard body.count + piece.readableBytes <= Self.bodyLimit else {
                    throw NIOTooManyBytesError(maxBytes: Self.bodyLimit)
                }
                body += piece.readBytes(length: piece.readableBytes) ?? []
            }
            // A body that was cut off by the cancellation looks like one that is whole.
            try Task.checkCancellation()
            return Answer(
                status: Int(response.status.code),
                headers: response.headers.map { ($0.name, $0.value) },
                body: body
            )
        } catch {
            try Task.checkCancellation()
            switch error {
            // The connection ended within the answer.
            case HTTPParserError.invalidEOFState: throw SeedingError(.unreachable, "\(place): \(error)")
            case is HTTPParserError: throw SeedingError(.garbled, "\(place) speaks no HTTP: \(error)")
            case is NIOTooManyBytesError: throw SeedingError(.garbled, "\(place) answered more than can be true")
            default: throw SeedingError(.unreachable, "\(place): \(error)")
            }
        }
    }
}

/// Runs work on many items, a few at a time.
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
