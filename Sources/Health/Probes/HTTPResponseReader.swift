import NIOHTTP1

/// Reads the response of an HTTP/1 server as far as a probe needs it: the status and the beginning of the body.
///
/// Source: RFC 9112, sections 4 (status line), 6 (message body) and 7.1 (chunked).
struct HTTPResponseReader {
    struct Status: Hashable {
        var code: Int
        /// The usual phrase of a common status; otherwise the server's.
        var reason: String
    }

    private enum Part {
        case head
        case body(bytesLeft: Int)
        case chunkSize
        case chunk(bytesLeft: Int)
        /// The line break after a chunk's data.
        case chunkEnd
        case trailer
        case bodyUntilClosed
        case complete
    }

    private static let lineLimit = 64 * 1024

    /// The status; nil before its line is complete.
    private(set) var status: Status?
    /// The first bytes of the body.
    private(set) var body: [UInt8] = []
    /// The bytes of the body that were received.
    private(set) var bodyCount = 0
    private var part = Part.head
    private var line: [UInt8] = []
    private var lineCount = 0
    private var length: Int?
    private var isChunked = false

    var isComplete: Bool { if case .complete = part { true } else { false } }
    var hasHead: Bool { if case .head = part { false } else { true } }
    /// Whether nothing has been received.
    var isEmpty: Bool { lineCount == 0 && line.isEmpty }

    mutating func feed(_ bytes: [UInt8]) throws(ProbeFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch part {
            case .head, .chunkSize, .chunkEnd, .trailer:
                guard let line = try takeLine(from: &rest) else { return }
                try read(line)
            case .body(let bytesLeft):
                let left = take(upTo: bytesLeft, from: &rest)
                part = left == 0 ? .complete : .body(bytesLeft: left)
            case .chunk(let bytesLeft):
                let left = take(upTo: bytesLeft, from: &rest)
                part = left == 0 ? .chunkEnd : .chunk(bytesLeft: left)
            case .bodyUntilClosed: _ = take(upTo: .max, from: &rest)
            case .complete: return
            }
        }
    }

    /// Removes a line without its line break; nil if its end has not been received.
    private mutating func takeLine(from rest: inout ArraySlice<UInt8>) throws(ProbeFailure) -> String? {
        let end = rest.firstIndex(of: UInt8(ascii: "\n"))
        line += rest[..<(end ?? rest.endIndex)]
        guard line.count <= Self.lineLimit, lineCount <= 1000 else { throw invalid("the head is too long") }
        guard let end else {
            rest = []
            return nil
        }
        rest = rest[(end + 1)...]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        defer { line = [] }
        lineCount += 1
        return String(decoding: line, as: UTF8.self)
    }

    /// Removes bytes of the body and returns how many are left.
    private mutating func take(upTo bytesLeft: Int, from rest: inout ArraySlice<UInt8>) -> Int {
        let taken = rest.prefix(bytesLeft)
        if body.count < ProbeMessage.limit { body += taken.prefix(4 * ProbeMessage.limit) }
        bodyCount += taken.count
        rest = rest.dropFirst(taken.count)
        return bytesLeft - taken.count
    }

    private mutating func read(_ line: String) throws(ProbeFailure) {
        switch part {
        case .head where status == nil: status = try Self.status(of: line)
        case .head where line.isEmpty: try endHead()
        case .head: readField(line)
        case .chunkSize:
            let digits = line.prefix { $0.isHexDigit }
            guard let size = Int(digits, radix: 16) else { throw invalid("a chunk has no size") }
            part = size == 0 ? .trailer : .chunk(bytesLeft: size)
        case .chunkEnd: part = .chunkSize
        case .trailer: if line.isEmpty { part = .complete }
        case .body, .chunk, .bodyUntilClosed, .complete: return
        }
    }

    private static func status(of line: String) throws(ProbeFailure) -> Status {
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count > 1, words[0].hasPrefix("HTTP/1."), words[1].count == 3, let code = Int(words[1]), code >= 100
        else { throw invalid(line) }
        let status = HTTPResponseStatus(statusCode: code, reasonPhrase: words.count > 2 ? String(words[2]) : "")
        return Status(code: code, reason: status.reasonPhrase)
    }

    private mutating func readField(_ line: String) {
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        switch line[..<colon].lowercased() {
        case "content-length": length = Int(value.prefix { $0.isNumber })
        case "transfer-encoding": isChunked = value.lowercased().contains("chunked")
        default: return
        }
    }

    private mutating func endHead() throws(ProbeFailure) {
        guard let code = status?.code else { return }
        switch code {
        case 100..<200 where code != 101:
            // The response proper follows.
            self = HTTPResponseReader()
            lineCount = 1
        case 204, 304: part = .complete
        default:
            if isChunked {
                part = .chunkSize
            } else if let length {
                part = length == 0 ? .complete : .body(bytesLeft: length)
            } else {
                part = .bodyUntilClosed
            }
        }
    }
}

private func invalid(_ what: String) -> ProbeFailure { ProbeFailure(.unexpectedAnswer, "invalid HTTP: \(what)") }
