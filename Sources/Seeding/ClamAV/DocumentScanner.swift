import Foundations
import NIOCore
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
            let clamd = ClamdConversation(address: address, timeout: timeout, answerLimit: Self.answerLimit)
            do {
                return try ScanResult(try await clamd.ask { try await Self.send(bytes, to: $0) })
            } catch var error as SeedingError {
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
}
