import CHiredis
import Foundations
import Glibc

/// A connection to Redis that runs hiredis' blocking calls on its own thread. Commands are pipelined: all commands of a
/// batch are sent before the first reply is read.
final class RedisConnection: Sendable {
    /// A reply from the server. Source: Redis serialization protocol, RESP2.
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

    /// The number of commands sent before replies are read: enough to hide the round trip time, few enough to keep the
    /// buffers on both sides small.
    private static let batchSize = 500

    private let queue: BlockingQueue
    private let handle: Handle

    /// Owns the hiredis context. Only the queue's thread uses the context, but any thread may call `interrupt`.
    private final class Handle: @unchecked Sendable {
        let context: UnsafeMutablePointer<redisContext>
        private let descriptor: Int32

        init(_ context: UnsafeMutablePointer<redisContext>) {
            self.context = context
            descriptor = context.pointee.fd
        }

        /// Shuts down the socket, so that a call that waits for the server fails at once, as does every later call.
        func interrupt() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

        deinit { redisFree(context) }
    }

    /// Connects to the server.
    /// - Parameter patience: the timeout for connecting and for each later reply.
    init(_ address: StoreEndpoints.Address, patience: Duration = .seconds(5)) async throws {
        let queue = BlockingQueue(label: "cpadev.redis")
        // If this task is canceled, a connection established afterwards is dropped.
        handle = try await queue.run(interrupt: {}) {
            let (seconds, microseconds) = patience.wholeMicroseconds.quotientAndRemainder(dividingBy: 1_000_000)
            let patience = timeval(tv_sec: Int(seconds), tv_usec: Int(microseconds))
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

    /// Sends commands and returns their replies in order. A reply may be the error of a single command.
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

    /// Runs commands as one transaction. `EXEC` is sent only after the server has queued every command, so a server
    /// that stops in between applies none of them.
    /// - Parameter what: what was refused, for error messages.
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

    /// Runs one command. Throws an error reply of the server.
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
                // Even an empty argument needs a valid pointer.
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
            "Redis: \(text.isEmpty ? "connection lost" : text)"
        )
    }
}
