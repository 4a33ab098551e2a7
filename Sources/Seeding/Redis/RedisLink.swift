import CHiredis
import Glibc

/// A connection to Redis by hiredis' blocking calls, each on the connection's own thread. Commands go in pipelines: all
/// are sent before the first answer is read.
final class RedisLink: Sendable {
    /// An answer of the server. Source: Redis serialization protocol, RESP2.
    enum Reply: Hashable, Sendable {
        case null
        case integer(Int64)
        case bytes([UInt8])
        case array([Reply])
        case error(String)

        var text: String? {
            if case .bytes(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
        }

        var items: [Reply] {
            if case .array(let items) = self { items } else { [] }
        }
    }

    /// A command: its name and arguments.
    typealias Command = [[UInt8]]

    /// Commands that are sent before answers are read: enough to hide the way there and back, few enough that neither
    /// side's buffers grow.
    private static let batchSize = 500

    private let queue: BlockingQueue
    private let handle: Handle

    /// Owns hiredis' context, which only the queue's thread uses; but any may break the connection.
    private final class Handle: @unchecked Sendable {
        let context: UnsafeMutablePointer<redisContext>
        private let descriptor: Int32

        init(_ context: UnsafeMutablePointer<redisContext>) {
            self.context = context
            descriptor = context.pointee.fd
        }

        /// Makes a call that waits for the server end at once, with an error, and every later one.
        func interrupt() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

        deinit { redisFree(context) }
    }

    /// Connects. A server that does not answer for so long, here or later, is an error.
    init(_ address: StoreEndpoints.Address, patience: Duration = .seconds(5)) async throws {
        let queue = BlockingQueue(label: "cpadev.redis")
        // A connection that comes about later is dropped.
        handle = try await queue.run(interrupt: {}) {
            let (seconds, attoseconds) = patience.components
            let patience = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
            guard let context = redisConnectWithTimeout(address.host, Int32(address.port), patience) else {
                throw SeedingError(.unreachable, "Redis: out of memory")
            }
            let handle = Handle(context)
            guard context.pointee.err == 0 else { throw Self.failure(context) }
            redisSetTimeout(context, patience)
            return handle
        }
        self.queue = queue
    }

    /// Sends commands and gives their answers, in order. Answers may be errors of single commands.
    func run(_ commands: [Command]) async throws -> [Reply] {
        let handle = handle
        return try await queue.run(interrupt: { handle.interrupt() }) {
            var replies: [Reply] = []
            replies.reserveCapacity(commands.count)
            var start = 0
            while start < commands.count {
                let batch = commands[start..<min(start + Self.batchSize, commands.count)]
                for command in batch { try Self.send(command, handle.context) }
                for _ in batch { replies.append(try Self.receive(handle.context)) }
                start += Self.batchSize
            }
            return replies
        }
    }

    /// Carries commands out all at once, or none of them. A server that stops in between does nothing later on: it takes
    /// all commands first, and is told to carry them out only when it has answered each.
    /// - Parameter what: was refused, for people.
    func transaction(_ commands: [Command], _ what: String) async throws {
        guard !commands.isEmpty else { return }
        for case .error(let message) in try await run([[Array("MULTI".utf8)]] + commands) {
            _ = try? await run("DISCARD")
            throw SeedingError(.refused, "Redis refused \(what): \(message)")
        }
        let reply = try await run("EXEC")
        for case .error(let message) in reply.items {
            throw SeedingError(.refused, "Redis refused \(what): \(message)")
        }
    }

    /// One command; an error that the server answers is thrown.
    func run(_ arguments: String...) async throws -> Reply {
        let reply = try await run([arguments.map { Array($0.utf8) }])[0]
        if case .error(let message) = reply { throw SeedingError(.refused, "Redis: \(message)") }
        return reply
    }

    // MARK: Wire

    private static func send(_ command: Command, _ context: UnsafeMutablePointer<redisContext>) throws(SeedingError) {
        let flat = command.flatMap(\.self)
        let lengths = command.map(\.count)
        let status = flat.withUnsafeBufferPointer { bytes in
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for length in lengths {
                // An empty argument needs a pointer, too.
                let base = bytes.baseAddress.map { UnsafeRawPointer($0 + offset).assumingMemoryBound(to: CChar.self) }
                pointers.append(base)
                offset += length
            }
            return redisAppendCommandArgv(context, Int32(lengths.count), &pointers, lengths)
        }
        guard status == REDIS_OK else { throw failure(context) }
    }

    private static func receive(_ context: UnsafeMutablePointer<redisContext>) throws(SeedingError) -> Reply {
        var raw: UnsafeMutableRawPointer?
        guard redisGetReply(context, &raw) == REDIS_OK, let raw else { throw failure(context) }
        defer { freeReplyObject(raw) }
        return reply(raw.assumingMemoryBound(to: redisReply.self))
    }

    private static func reply(_ pointer: UnsafeMutablePointer<redisReply>) -> Reply {
        let value = pointer.pointee
        func bytes() -> [UInt8] {
            guard let text = value.str else { return [] }
            return Array(UnsafeRawBufferPointer(start: text, count: Int(value.len)))
        }
        switch value.type {
        case REDIS_REPLY_INTEGER: return .integer(value.integer)
        case REDIS_REPLY_STRING, REDIS_REPLY_STATUS: return .bytes(bytes())
        case REDIS_REPLY_ERROR: return .error(String(decoding: bytes(), as: UTF8.self))
        case REDIS_REPLY_ARRAY:
            return .array((0..<Int(value.elements)).compactMap { value.element[$0].map(reply) })
        default: return .null
        }
    }

    private static func failure(_ context: UnsafeMutablePointer<redisContext>) -> SeedingError {
        let text = withUnsafeBytes(of: context.pointee.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let isProtocol = context.pointee.err == REDIS_ERR_PROTOCOL
        return SeedingError(
            isProtocol ? .garbled : .unreachable,
            "Redis: \(text.isEmpty ? "the connection broke" : text)"
        )
    }
}
