import Foundations
import NIOHTTP1

/// An API call, before the version is prepended to its path.
struct EngineRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// The body of a request.
    enum Body: Sendable {
        case none
        case bytes([UInt8], type: String)
        /// A body whose length is not known in advance.
        case stream(ByteProducer, type: String)
    }

    var method: Method
    /// A percent-encoded path with a leading slash.
    var path: String
    var query: [(String, String)] = []
    var headers: [(String, String)] = []
    var body = Body.none
    /// False for `/_ping` and `/version`, which have no version prefix.
    var isVersioned = true
    /// Whether the call takes over the connection, as attach and exec do.
    var hijacks = false
    /// Whether to use HTTP/1.0, which has no chunked encoding. With a chunk per line, following a log takes twice the time.
    var avoidsChunks = false

    init(_ method: Method, _ path: String, query: [(String, String)] = []) {
        self.method = method
        self.path = path
        self.query = query
    }

    /// Creates a request whose path contains an unescaped part.
    init(
        _ method: Method,
        _ prefix: String,
        _ part: String,
        _ suffix: String = "",
        query: [(String, String)] = []
    ) {
        let part = PercentEncoding.encode(part, keeping: PercentEncoding.unreserved + "/:@")
        self.init(method, prefix + part + suffix, query: query)
    }

    /// The request with a JSON body.
    func sending(_ value: some Encodable) throws(EngineError) -> EngineRequest {
        var request = self
        request.body = .bytes(try EngineJSON.encode(value), type: "application/json")
        return request
    }

    /// The request's head, whose headers say how the body is framed.
    func head(version: APIVersion?, host: String) -> HTTPRequestHead {
        var target = path
        if isVersioned, let version { target = "/v\(version)" + target }
        if !query.isEmpty {
            target += "?" + query.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        }
        var all = [("Host", host), ("User-Agent", "cpadev"), ("Connection", hijacks ? "Upgrade" : "close")]
        if hijacks { all.append(("Upgrade", "tcp")) }
        all += headers
        switch body {
        case .none: if method == .post || method == .put { all.append(("Content-Length", "0")) }
        case .bytes(let bytes, let type): all += [("Content-Type", type), ("Content-Length", String(bytes.count))]
        case .stream(_, let type): all += [("Content-Type", type), ("Transfer-Encoding", "chunked")]
        }
        return HTTPRequestHead(
            version: avoidsChunks ? .http1_0 : .http1_1,
            method: HTTPMethod(rawValue: method.rawValue),
            uri: target,
            headers: HTTPHeaders(all)
        )
    }
}

/// Bytes that are produced while they are sent, such as the archive of a build's context.
struct ByteProducer: Sendable {
    /// Returns the next piece, or nil at the end. Calls never overlap.
    let next: @Sendable () async throws(EngineError) -> [UInt8]?

    /// Creates a producer from a closure that returns the next piece, or nil at the end. It is called once the previous
    /// piece has been accepted. An error fails the request.
    init(_ next: @escaping @Sendable () async throws(EngineError) -> [UInt8]?) { self.next = next }
}
