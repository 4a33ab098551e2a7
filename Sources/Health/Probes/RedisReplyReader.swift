import CHiredis
import Glibc

/// The Redis protocol, using the codec of hiredis. The bytes are sent over a ``ProbeSocket``, since the sockets of hiredis
/// block or need an event library, and raise SIGPIPE.
struct RedisReplyReader: ~Copyable {
    enum Reply: Hashable {
        /// `+…`
        case status(String)
        /// `-…`, such as `NOAUTH Authentication required.`
        case error(String)
        /// Anything else, described.
        case other(String)
    }

    private let reader: UnsafeMutablePointer<redisReader>?

    init() { reader = redisReaderCreate() }

    deinit { redisReaderFree(reader) }

    /// The wire format of a command.
    static func command(_ words: [String]) -> [UInt8] {
        var target: UnsafeMutablePointer<CChar>?
        var pointers = words.map { UnsafePointer(strdup($0)) }
        let lengths = words.map(\.utf8.count)
        defer { for pointer in pointers { free(UnsafeMutableRawPointer(mutating: pointer)) } }
        let length = redisFormatCommandArgv(&target, Int32(words.count), &pointers, lengths)
        guard length > 0, let target else { return [] }
        defer { redisFreeCommand(target) }
        return target.withMemoryRebound(to: UInt8.self, capacity: Int(length)) {
            Array(UnsafeBufferPointer(start: $0, count: Int(length)))
        }
    }

    func feed(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            _ = redisReaderFeed(reader, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
        }
    }

    /// The next complete reply, or nil while more bytes are needed.
    func next() throws(ProbeFailure) -> Reply? {
        var raw: UnsafeMutableRawPointer?
        guard redisReaderGetReply(reader, &raw) == REDIS_OK else {
            throw ProbeFailure(.unexpectedAnswer, "invalid Redis protocol: \(errorText())")
        }
        guard let raw else { return nil }
        defer { freeReplyObject(raw) }
        let reply = raw.assumingMemoryBound(to: redisReply.self).pointee
        switch reply.type {
        case REDIS_REPLY_STATUS: return .status(Self.text(reply))
        case REDIS_REPLY_ERROR: return .error(Self.text(reply))
        case REDIS_REPLY_STRING: return .other("\"\(Self.text(reply))\"")
        case REDIS_REPLY_INTEGER: return .other("the number \(reply.integer)")
        case REDIS_REPLY_ARRAY: return .other("an array of length \(reply.elements)")
        default: return .other("nothing")
        }
    }

    private static func text(_ reply: redisReply) -> String {
        guard let pointer = reply.str else { return "" }
        let length = Int(reply.len)
        return ProbeMessage.text(UnsafeRawBufferPointer(start: pointer, count: length))
    }

    private func errorText() -> String {
        guard var error = reader?.pointee.errstr else { return "out of memory" }
        return withUnsafeBytes(of: &error) { ProbeMessage.text($0.prefix { $0 != 0 }) }
    }
}
