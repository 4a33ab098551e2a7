import NIOCore
import NIOPosix
import YAMLTree

/// What the scanner says of a document.
enum ScanResult: Hashable, Sendable {
    case clean
    /// Signatures that are not official end with `.UNOFFICIAL`.
    case infected(signature: String)

    var isInfected: Bool { self != .clean }
}

/// Asks clamd about documents, by their bytes. Source: clamd(8), INSTREAM.
struct DocumentScanner: Sendable {
    private let address: StoreEndpoints.Address
    private static let timeout = TimeAmount.seconds(30)
    private static let chunkSize = 64 * 1024
    private static let answerLimit = 4096
    private static let fileLimit = 1 << 30

    init(_ address: StoreEndpoints.Address) { self.address = address }

    /// Scans a file. A scanner that does not answer within half a minute is an error.
    func scan(file: String) async throws -> ScanResult {
        let bytes: [UInt8]
        do { bytes = try LocalFiles().read(file, limit: Self.fileLimit) } catch {
            throw SeedingError(.files, "cannot read \(file)")
        }
        let answer: String
        do { answer = try await ask(bytes) } catch let error as SeedingError { throw error } catch is CancellationError
        {
            throw CancellationError()
        } catch {
            throw SeedingError(.unreachable, "clamd at \(address.host):\(address.port): \(error)")
        }
        return try Self.result(answer)
    }

    /// `stream: OK`, `stream: NAME FOUND`, or `… ERROR`.
    static func result(_ answer: String) throws(SeedingError) -> ScanResult {
        if answer == "stream: OK" { return .clean }
        if answer.hasPrefix("stream: "), answer.hasSuffix(" FOUND") {
            return .infected(signature: String(answer.dropFirst(8).dropLast(6)))
        }
        if answer.hasSuffix("ERROR") {
            throw SeedingError(.refused, "clamd: \(answer)", remedy: "see StreamMaxLength in clamd.conf")
        }
        throw SeedingError(.garbled, "clamd answered with something else: \(answer.prefix(100))")
    }

    private func ask(_ bytes: [UInt8]) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(5))
            .connect(host: address.host, port: Int(address.port)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let deadline = channel.channel.eventLoop.scheduleTask(in: Self.timeout) { channel.channel.close(promise: nil) }
        defer { deadline.cancel() }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: "zINSTREAM\0"))
            for start in stride(from: 0, to: bytes.count, by: Self.chunkSize) {
                let chunk = bytes[start..<min(start + Self.chunkSize, bytes.count)]
                var buffer = ByteBuffer()
                buffer.writeInteger(UInt32(chunk.count))
                buffer.writeBytes(chunk)
                try await outbound.write(buffer)
            }
            var end = ByteBuffer()
            end.writeInteger(UInt32(0))
            try await outbound.write(end)
            var answer: [UInt8] = []
            for try await part in inbound {
                answer += part.readableBytesView
                if let mark = answer.firstIndex(of: 0) { return String(decoding: answer[..<mark], as: UTF8.self) }
                guard answer.count <= Self.answerLimit else { break }
            }
            throw SeedingError(.garbled, "clamd ended the connection without an answer")
        }
    }
}
