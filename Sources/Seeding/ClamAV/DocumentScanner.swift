import NIOCore
import NIOPosix
import YAMLTree

/// Says whether a file is harmless. ``DocumentScanner`` asks clamd.
protocol FileScanner: Sendable {
    func scan(file: String) async throws -> ScanResult
}

/// Asks clamd about documents, by their bytes, over a few connections at a time. Source: clamd(8), INSTREAM.
struct DocumentScanner: FileScanner {
    /// More would only wait within clamd, for one of its threads.
    private static let width = 4
    private static let chunkSize = 64 * 1024
    /// In bytes: an answer holds a signature's name.
    private static let answerLimit = 4096
    private static let fileLimit = 1 << 30

    private let address: StoreEndpoints.Address
    private let timeout: Duration
    private let turnstile = Turnstile(width: width)

    init(_ address: StoreEndpoints.Address) { self.init(address, timeout: .seconds(30)) }

    /// - Parameter timeout: for one document, from connecting to the answer.
    init(_ address: StoreEndpoints.Address, timeout: Duration) {
        self.address = address
        self.timeout = timeout
    }

    /// Scans a file; waits while as many are being scanned as may be at a time.
    /// - Throws: ``SeedingError`` where the file cannot be read, and where clamd refuses it (it may be larger than
    ///   clamd takes), cannot be reached, is late, or is no clamd.
    func scan(file: String) async throws -> ScanResult {
        try await turnstile.pass {
            try Task.checkCancellation()
            let bytes = try Self.read(file)
            do { return try ScanResult(try await ask(bytes)) } catch var error as SeedingError {
                error.message = "\(file) was not scanned: \(error.message)"
                throw error
            }
        }
    }

    private static func read(_ file: String) throws(SeedingError) -> [UInt8] {
        do { return try LocalFiles().read(file, limit: fileLimit) } catch {
            throw SeedingError(.files, "cannot read \(file): \(error.message)")
        }
    }

    private func ask(_ bytes: [UInt8]) async throws -> String {
        let place = "clamd at \(address.host):\(address.port)"
        let late = SeedingError(.unreachable, "\(place) did not answer in \(timeout)")
        return try await TimeLimit.run(timeout, late: late) {
            do { return try await converse(bytes) } catch {
                try Task.checkCancellation()
                switch error {
                case let error as SeedingError: throw error
                default: throw SeedingError(.unreachable, "\(place): \(String(reflecting: error))")
                }
            }
        }
    }

    private func converse(_ bytes: [UInt8]) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(5))
            .connect(host: address.host, port: Int(address.port)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                // clamd answers before it has read everything if that is too much for it, and then reads no more: the
                // answer tells why, the failure to write does not.
                group.addTask { try? await Self.send(bytes, to: outbound) }
                return try await Self.answer(inbound)
            }
        }
    }

    /// Chunks, each behind its length, and an empty one at the end.
    private static func send(_ bytes: [UInt8], to outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws {
        try await outbound.write(ByteBuffer(string: "zINSTREAM\0"))
        for start in stride(from: 0, to: bytes.count, by: chunkSize) {
            let chunk = bytes[start..<min(start + chunkSize, bytes.count)]
            var buffer = ByteBuffer()
            buffer.writeInteger(UInt32(chunk.count))
            buffer.writeBytes(chunk)
            try await outbound.write(buffer)
        }
        try await outbound.write(ByteBuffer(integer: UInt32(0)))
    }

    /// What stands before the first NUL.
    private static func answer(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws -> String {
        var answer: [UInt8] = []
        for try await part in inbound {
            answer += part.readableBytesView
            if let mark = answer.firstIndex(of: 0) { return String(decoding: answer[..<mark], as: UTF8.self) }
            guard answer.count <= answerLimit else { throw SeedingError(.garbled, "clamd's answer has no end") }
        }
        try Task.checkCancellation()
        throw SeedingError(
            answer.isEmpty ? .unreachable : .garbled,
            "clamd ended the connection \(answer.isEmpty ? "without" : "within") an answer"
        )
    }
}
