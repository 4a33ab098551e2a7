import Foundations

/// An API call, before the version is prepended to its path.
struct EngineRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
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
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []
    var body = Body.none
    /// False for `/_ping` and `/version`, which have no version prefix.
    var isVersioned = true
    /// Whether the call takes over the connection, as attach and exec do.
    var hijacks = false
    /// Whether to use HTTP/1.0, which has no chunked encoding. With a chunk per line, following a log takes twice the time.
    var avoidsChunks = false

    init(_ method: Method, _ path: String, query: [(name: String, value: String)] = []) {
        self.method = method
        self.path = path
        self.query = query
    }

    /// Creates a request whose path contains an unescaped part.
    init(_ method: Method, _ prefix: String, _ part: String, _ suffix: String = "") {
        self.init(method, prefix + PercentEncoding.encode(part, keeping: PercentEncoding.unreserved + "/:@") + suffix)
    }

    /// The serialized request head.
    func head(version: APIVersion?, host: String) -> [UInt8] {
        var text = "\(method.rawValue) "
        if isVersioned, let version { text += "/v\(version)" }
        text += path
        if !query.isEmpty {
            text += "?" + query.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
        }
        text += " HTTP/1.\(avoidsChunks ? 0 : 1)\r\nHost: \(host)\r\nUser-Agent: cpadev\r\n"
        text += hijacks ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "Connection: close\r\n"
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        switch body {
        case .none: text += method == .post || method == .put ? "Content-Length: 0\r\n" : ""
        case .bytes(let bytes, let type): text += "Content-Type: \(type)\r\nContent-Length: \(bytes.count)\r\n"
        case .stream(_, let type): text += "Content-Type: \(type)\r\nTransfer-Encoding: chunked\r\n"
        }
        return [UInt8]((text + "\r\n").utf8)
    }
}
