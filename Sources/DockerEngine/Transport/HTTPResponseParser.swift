import NIOCore

/// Takes an answer apart as its bytes come: head, body, end. Pure; the connection feeds it.
///
/// A parser of our own, because two of the engine's answers are no plain HTTP: after `101` (and, from older engines and
/// Podman, after a `200` without length) the connection belongs to the attached container; and because an answer that
/// breaks the protocol must end in an error that says how, within bounds. Format: RFC 9112.
///
/// ```
/// head ─▶ counted(n) ───────────────────────────────▶ done
///      ├▶ chunkSize ⇄ chunk(n) → chunkEnd ─▶ trailer ─▶ done
///      └▶ untilClose ─ end of the connection ────────▶ done
/// ```
struct HTTPResponseParser {
    enum Part: Equatable {
        case head(ResponseHead)
        case body(ByteBuffer)
        case end
    }

    enum State: Equatable {
        /// At first: the status line and the headers are awaited.
        case head
        /// The body has this many bytes still to come.
        case counted(Int)
        /// The line with the next chunk's size is awaited.
        case chunkSize
        /// The chunk has this many bytes still to come.
        case chunk(Int)
        /// The line break behind a chunk is awaited.
        case chunkEnd
        /// Behind the last chunk: lines until an empty one.
        case trailer
        /// The body ends with the connection.
        case untilClose
        /// All has come; what follows is ignored.
        case done
    }

    /// Of all headers together. Go's servers and clients allow more by far than the engine ever sends.
    static let headLimit = 64 << 10

    private(set) var state = State.head
    private let expectsBody: Bool
    private var pending = ByteBuffer()

    /// - Parameter expectsBody: false for the answer to HEAD.
    init(expectsBody: Bool = true) { self.expectsBody = expectsBody }

    /// More bytes from the connection.
    mutating func append(_ bytes: ByteBuffer) {
        if pending.readableBytes == 0 {
            pending = bytes
        } else {
            var bytes = bytes
            pending.discardReadBytes()
            pending.writeBuffer(&bytes)
        }
    }

    /// The next part; nil when more bytes are needed. Throws `malformedAnswer`.
    mutating func next() throws(EngineError) -> Part? {
        while true {
            switch state {
            case .head:
                guard let head = try readHead() else { return nil }
                // 100 and 103 come before the real answer.
                if (100..<200).contains(head.status), head.status != 101 { continue }
                state = try framing(of: head)
                return .head(head)
            case .counted(0):
                state = .done
                return .end
            case .counted(let left):
                guard let bytes = take(left) else { return nil }
                state = .counted(left - bytes.readableBytes)
                return .body(bytes)
            case .chunkSize:
                guard let line = try readLine(limit: 4096, "a chunk's size") else { return nil }
                let size = try Self.chunkSize(line)
                state = size == 0 ? .trailer : .chunk(size)
            case .chunk(0): state = .chunkEnd
            case .chunk(let left):
                guard let bytes = take(left) else { return nil }
                state = .chunk(left - bytes.readableBytes)
                return .body(bytes)
            case .chunkEnd:
                guard let line = try readLine(limit: 2, "the end of a chunk") else { return nil }
                guard line.isEmpty else { throw Self.malformed("a chunk is longer than it says") }
                state = .chunkSize
            case .trailer:
                guard let line = try readLine(limit: Self.headLimit, "a trailer") else { return nil }
                if line.isEmpty {
                    state = .done
                    return .end
                }
            case .untilClose: return take(Int.max).map { .body($0) }
            case .done: return nil
            }
        }
    }

    /// The connection has ended. Throws `connectionLost` where more had to come.
    mutating func finish() throws(EngineError) {
        switch state {
        case .untilClose, .done: state = .done
        case .head:
            let reason =
                pending.readableBytes == 0 ? "closed the connection without an answer" : "broke off in its headers"
            throw EngineError(.connectionLost, "the engine \(reason)")
        case .counted, .chunkSize, .chunk, .chunkEnd, .trailer:
            throw EngineError(.connectionLost, "the engine broke off in the midst of an answer")
        }
    }

    // MARK: Pieces

    private mutating func take(_ count: Int) -> ByteBuffer? {
        let available = min(count, pending.readableBytes)
        return available == 0 ? nil : pending.readSlice(length: available)
    }

    /// A line without its end, which is taken off; nil when it has not come whole.
    private mutating func readLine(limit: Int, _ what: String) throws(EngineError) -> String? {
        let view = pending.readableBytesView
        guard let end = view.firstIndex(of: UInt8(ascii: "\n")) else {
            guard view.count <= limit else { throw Self.malformed("\(what) does not end") }
            return nil
        }
        let length = end - view.startIndex
        guard length <= limit, var line = pending.readString(length: length) else {
            throw Self.malformed("\(what) is too long")
        }
        pending.moveReaderIndex(forwardBy: 1)
        if line.utf8.last == UInt8(ascii: "\r") { line = String(decoding: line.utf8.dropLast(), as: UTF8.self) }
        return line
    }

    private mutating func readHead() throws(EngineError) -> ResponseHead? {
        let view = pending.readableBytesView
        // Whatever is no HTTP is known by its first bytes, also when no line ever ends.
        guard view.starts(with: "HTTP/1.".utf8) || "HTTP/1.".utf8.starts(with: view.prefix(7)) else {
            throw Self.malformed("it does not speak HTTP")
        }
        guard let length = Self.headLength(view) else {
            guard view.count <= Self.headLimit else { throw Self.malformed("its headers do not end") }
            return nil
        }
        guard length <= Self.headLimit, let text = pending.readString(length: length) else {
            throw Self.malformed("its headers are too long")
        }
        var lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
            Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        let words = lines[0].split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let minor = words[0].last.flatMap({ Int(String($0)) }), words[0].utf8.count == 8,
            let status = Int(words[1]), (100..<1000).contains(status)
        else { throw Self.malformed("its status line is not HTTP") }
        var head = ResponseHead(status: status, headers: [], minorVersion: minor)
        for line in lines.dropFirst() {
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
                throw Self.malformed("a header has no name")
            }
            let value = line[line.utf8.index(after: colon)...].trimmingSpaces
            head.headers.append(.init(name: line[..<colon].lowercased(), value: String(value)))
        }
        return head
    }

    /// How long the head is, its empty line included; nil when it has not come whole.
    private static func headLength(_ view: ByteBufferView) -> Int? {
        view.withUnsafeBytes { bytes in
            var lineStart = 0
            for (index, byte) in bytes.prefix(headLimit + 1).enumerated() where byte == UInt8(ascii: "\n") {
                let length = index - lineStart
                if lineStart > 0, length == 0 || length == 1 && bytes[lineStart] == UInt8(ascii: "\r") {
                    return index + 1
                }
                lineStart = index + 1
            }
            return nil
        }
    }

    private func framing(of head: ResponseHead) throws(EngineError) -> State {
        if head.status == 101 { return .untilClose }
        if !expectsBody || head.status == 204 || head.status == 304 { return .counted(0) }
        if head.lists("chunked", in: "transfer-encoding") { return .chunkSize }
        guard let text = head["content-length"] else { return .untilClose }
        guard let length = Int(text), length >= 0 else { throw Self.malformed("its length is not a number") }
        return .counted(length)
    }

    private static func chunkSize(_ line: String) throws(EngineError) -> Int {
        let digits = line.prefix { $0 != ";" }.trimmingSpaces
        guard (1...15).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }),
            let size = Int(digits, radix: 16)
        else { throw malformed("a chunk's size is not a number") }
        return size
    }

    private static func malformed(_ reason: String) -> EngineError {
        EngineError(
            .malformedAnswer,
            "what answers is not a Docker Engine, or breaks its protocol: \(reason)",
            remedy: "check DOCKER_HOST"
        )
    }
}
