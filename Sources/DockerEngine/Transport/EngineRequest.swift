/// One call of the API, before the version is put in front of its path.
struct EngineRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// What is sent behind the headers.
    enum Body: Sendable {
        case none
        case bytes([UInt8], type: String)
        /// Of a length that is not known before.
        case stream(ByteProducer, type: String)
    }

    var method: Method
    /// With a slash in front, percent-encoded.
    var path: String
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []
    var body = Body.none
    /// `/_ping` and `/version` stand outside of the versions.
    var isVersioned = true
    /// Asks for the connection itself, as attach and exec do.
    var hijacks = false
    /// HTTP/1.0, whose answers are not cut into chunks: with one chunk a line, following a log costs twice the time.
    var avoidsChunks = false

    init(_ method: Method, _ path: String, query: [(name: String, value: String)] = []) {
        self.method = method
        self.path = path
        self.query = query
    }

    /// A path of which one part comes from outside.
    init(_ method: Method, _ prefix: String, _ part: String, _ suffix: String = "") {
        self.init(method, prefix + PercentEncoding.encode(part, keeping: "/:@") + suffix)
    }

    /// The head as it goes over the wire.
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
