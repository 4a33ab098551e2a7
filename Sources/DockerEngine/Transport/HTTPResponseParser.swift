import NIOCore

/// An incremental HTTP response parser: head, body, end. Pure; the connection handler feeds it.
///
/// A generic parser does not fit: after `101` (and, with older engines and Podman, after a `200` without length) the
/// connection belongs to the attached container, and a protocol violation must end in a descriptive error, within
/// bounded memory. Format: RFC 9112.
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
        /// The initial state: awaits the status line and the headers.
        case head
        /// In a body of known length, with the number of bytes left.
        case counted(Int)
        /// Awaits the line with the next chunk's size.
        case chunkSize
        /// In a chunk, with the number of bytes left.
        case chunk(Int)
        /// Awaits the line break after a chunk.
        case chunkEnd
        /// After the last chunk: skips lines until an empty one.
        case trailer
        /// The body extends to the end of the connection.
        case untilClose
        /// The response is complete; further bytes are ignored.
        case done
    }

    /// The size limit of the whole head. The engine's heads are far smaller.
    static let headLimit = 64 << 10

    private(set) var state = State.head
    private let expectsBody: Bool
    private var pending = ByteBuffer()

    /// - Parameter expectsBody: false for the response to HEAD.
    init(expectsBody: Bool = true) { self.expectsBody = expectsBody }

    /// Appends bytes from the connection.
    mutating func append(_ bytes: ByteBuffer) {
        if pending.readableBytes == 0 {
            pending = bytes
        } else {
            var bytes = bytes
            pending.discardReadBytes()
            pending.writeBuffer(&bytes)
        }
    }

    /// Returns the next part, or nil if more bytes are needed. Throws `malformedResponse`.
    mutating func next() throws(EngineError) -> Part? {
        while true {
            switch state {
            case .head:
                guard let head = try readHead() else { return nil }
                // 100 and 103 precede the actual response.
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

    /// Handles the end of the connection. Throws `connectionLost` if the response is incomplete.
    mutating func finish() throws(EngineError) {
        switch state {
        case .untilClose, .done: state = .done
        case .head:
            let reason = pending.readableBytes == 0 ? "without a response" : "within the response headers"
            throw EngineError(.connectionLost, "the engine closed the connection \(reason)")
        case .counted, .chunkSize, .chunk, .chunkEnd, .trailer:
            throw EngineError(.connectionLost, "the engine closed the connection in the middle of a response")
        }
    }

    // MARK: Pieces

    private mutating func take(_ count: Int) -> ByteBuffer? {
        let available = min(count, pending.readableBytes)
        return available == 0 ? nil : pending.readSlice(length: available)
    }

    /// Reads a line and strips its line break; nil if it is incomplete.
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
        // The first bytes reveal anything that is not HTTP, even if it never contains a line break.
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

    /// The length of the head including its empty line, or nil if it is incomplete.
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
            .malformedResponse,
            "the endpoint is not a Docker Engine, or violates the protocol: \(reason)",
            remedy: "check DOCKER_HOST"
        )
    }
}
