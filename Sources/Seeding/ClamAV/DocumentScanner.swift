import Foundations
import NIOCore
import NIOPosix
import YAMLTree

/// A virus scanner for files. ``DocumentScanner`` is the implementation that uses clamd.
protocol FileScanner: Sendable {
    func scan(file: String) async throws -> ScanResult
}

/// Streams documents to clamd over a few concurrent connections. Source: clamd(8), INSTREAM.
struct DocumentScanner: FileScanner {
    /// The number of concurrent scans. More would only queue for clamd's threads.
    private static let width = 4
    private static let chunkSize = 64 * 1024
    /// The maximum size of a reply, in bytes. A reply contains a signature's name.
    private static let answerLimit = 4096
    private static let fileLimit = 1 << 30

    private let address: StoreEndpoints.Address
    private let timeout: Duration
    private let operationSemaphore = AsyncSemaphore(width: width)

    init(_ address: StoreEndpoints.Address) { self.init(address, timeout: .seconds(30)) }

    /// - Parameter timeout: for one document, from connecting to the reply.
    init(_ address: StoreEndpoints.Address, timeout: Duration) {
        self.address = address
        self.timeout = timeout
    }

    /// Scans a file. Waits while the maximum number of scans is in progress.
    /// - Throws: ``SeedingError`` if the file cannot be read, or if clamd refuses it (for example because of its size),
    ///   cannot be reached, times out or does not speak the protocol.
    func scan(file: String) async throws -> ScanResult {
        try await operationSemaphore.pass {
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
                // If the file is too large, clamd replies before it has read everything and then stops reading. The
                // reply has the reason; the write error does not.
                group.addTask { try? await Self.send(bytes, to: outbound) }
                return try await Self.answer(inbound)
            }
        }
    }

    /// Sends chunks, each prefixed with its length, and an empty one at the end.
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

    /// Returns the reply up to the first NUL.
    private static func answer(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws -> String {
        var answer: [UInt8] = []
        for try await part in inbound {
            answer += part.readableBytesView
            if let mark = answer.firstIndex(of: 0) { return String(decoding: answer[..<mark], as: UTF8.self) }
            guard answer.count <= answerLimit else {
                throw SeedingError(.garbled, "clamd's reply exceeds \(answerLimit) bytes")
            }
        }
        try Task.checkCancellation()
        throw SeedingError(
            answer.isEmpty ? .unreachable : .garbled,
            "clamd closed the connection \(answer.isEmpty ? "without a reply" : "in the middle of a reply")"
        )
    }
}
