import NIOCore

/// A reply of one line, or a text. Source: Redis serialization protocol, RESP2.
enum RedisReply: Hashable, Sendable {
    /// `+…`
    case status(String)
    /// `-…`, such as `NOAUTH Authentication required.`
    case error(String)
    /// `:…`
    case integer(Int64)
    /// `$…`; nil if there is no value.
    case text(String?)

    /// - Parameter line: The line without its end.
    /// - Throws: If it is the beginning of another kind of reply.
    init(line: String) throws(Problem) {
        let text = String(line.dropFirst())
        switch line.first {
        case "+": self = .status(text)
        case "-": self = .error(text)
        case ":":
            guard let number = Int64(text) else { throw Problem(message: "Redis sent an invalid number") }
            self = .integer(number)
        default: throw Problem(message: "Redis sent an unexpected reply")
        }
    }
}

/// Splits what Redis sends into replies.
struct RedisReplyDecoder: ByteToMessageDecoder {
    typealias InboundOut = RedisReply

    private static let lineLimit = 4096
    private static let lineEnd = 2

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\r")),
            let line = buffer.getString(at: buffer.readerIndex, length: end - buffer.readerIndex),
            end + Self.lineEnd <= buffer.writerIndex
        else {
            guard buffer.readableBytes <= Self.lineLimit else { throw Problem(message: "Redis sent too long a reply") }
            return .needMoreData
        }
        guard line.first == "$" else {
            buffer.moveReaderIndex(to: end + Self.lineEnd)
            context.fireChannelRead(wrapInboundOut(try RedisReply(line: line)))
            return .continue
        }
        // The text is behind its length.
        guard let length = Int(line.dropFirst()), (-1...Self.lineLimit).contains(length) else {
            throw Problem(message: "Redis sent too long a reply")
        }
        let start = end + Self.lineEnd
        guard length >= 0 else {
            buffer.moveReaderIndex(to: start)
            context.fireChannelRead(wrapInboundOut(.text(nil)))
            return .continue
        }
        guard start + length + Self.lineEnd <= buffer.writerIndex else { return .needMoreData }
        let text = buffer.getString(at: start, length: length)
        buffer.moveReaderIndex(to: start + length + Self.lineEnd)
        context.fireChannelRead(wrapInboundOut(.text(text)))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext,
        buffer: inout ByteBuffer,
        seenEOF: Bool
    ) throws -> DecodingState {
        try decode(context: context, buffer: &buffer)
    }
}
