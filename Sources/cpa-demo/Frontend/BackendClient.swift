import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// A client for the backend. It returns failures as results, because a backend that is down is an ordinary case.
struct BackendClient: Sendable {
    struct Failure: Error {
        enum Cause {
            case notFound
            /// The document exists but is infected or not scanned yet.
            case withheld
            case badRequest
            /// The backend or one of its stores does not answer.
            case unavailable
        }

        var cause: Cause
        var message: String
    }

    /// The URL without a trailing slash.
    let base: String
    private let client: HTTPClient

    private static let timeout = TimeAmount.seconds(6)
    private static let bodyLimit = 16 << 20

    init(base: String, client: HTTPClient) {
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        self.client = client
    }

    /// Returns the health report, which the backend also sends with status 503.
    func health(requestID: String) async -> Result<HealthReport, Failure> {
        await get("/api/v1/health", requestID: requestID)
    }

    func firms(requestID: String) async -> Result<Seeded<FirmList>, Failure> {
        await get("/api/v1/firms", requestID: requestID)
    }

    /// Returns a page of the firm's clients, documents or invoices.
    /// - Parameters:
    ///   - slug: Unvalidated user input.
    ///   - page: Unvalidated user input; nil for the first page.
    func page<Item>(
        of tab: FirmTab,
        firm slug: String,
        page: String?,
        query: String?,
        requestID: String
    ) async -> Result<Seeded<FirmPage<Item>>, Failure> {
        let query = [("page", page), ("q", query)]
        return await get(WebPath.of("api", "v1", "firms", slug, tab.rawValue, query: query), requestID: requestID)
    }

    func search(
        _ words: String,
        firm slug: String,
        requestID: String
    ) async -> Result<Seeded<SearchAnswer>, Failure> {
        let path = WebPath.of("api", "v1", "firms", slug, "search", query: [("q", words)])
        return await get(path, requestID: requestID)
    }

    func content(
        of document: String,
        firm slug: String,
        requestID: String
    ) async -> Result<(headers: HTTPHeaders, body: ByteBuffer), Failure> {
        let path = WebPath.of("api", "v1", "firms", slug, "documents", document, "content")
        return await get(path, requestID: requestID) { response, body in
            response.status == .ok ? (response.headers, body) : nil
        }
    }

    private func get<Value: Decodable & Sendable>(_ path: String, requestID: String) async -> Result<Value, Failure> {
        await get(path, requestID: requestID) { _, body in
            try? JSONCoding.decode(Value.self, from: body.readableBytesView)
        }
    }

    /// Returns what `read` makes of the response, or the backend's error if that is nil.
    private func get<Value>(
        _ path: String,
        requestID: String,
        _ read: (HTTPClientResponse, ByteBuffer) -> Value?
    ) async -> Result<Value, Failure> {
        var request = HTTPClientRequest(url: base + path)
        request.headers.add(name: "X-Request-Id", value: requestID)
        do {
            let response = try await client.execute(request, timeout: Self.timeout)
            let body = try await response.body.collect(upTo: Self.bodyLimit)
            return read(response, body).map { .success($0) } ?? .failure(Self.failure(response.status, body, path))
        } catch {
            return .failure(Failure(cause: .unavailable, message: error.networkMessage))
        }
    }

    private static func failure(_ status: HTTPResponseStatus, _ body: ByteBuffer, _ path: String) -> Failure {
        let problem = try? JSONCoding.decode(APIProblem.self, from: body.readableBytesView)
        let message = problem?.error ?? "\(path) responded with HTTP \(status.code) and no error message"
        return Failure(cause: cause(status), message: message)
    }

    private static func cause(_ status: HTTPResponseStatus) -> Failure.Cause {
        switch status {
        case .notFound: .notFound
        case .badRequest: .badRequest
        case .conflict: .withheld
        default: .unavailable
        }
    }
}
