import AsyncHTTPClient
import ControlAPI
import LogAnalysis
import NIOCore
import TestSupport
import Testing

@testable import ControlClient
@testable import ControlServer

@Suite struct StreamParserTests {
    private static let updates: [StackUpdate] =
        [
            .snapshot(Samples.snapshot(Samples.full)),
            .metrics([ServiceMetrics(name: "db", cpuPercent: 1.25, memoryBytes: 1 << 30)]),
            .metrics([]),
        ] + Samples.payloads.enumerated().map { .event(Samples.event(UInt64($0.offset), $0.element)) }

    /// What a reader makes of bytes that come in these pieces.
    private func read<Parser: StreamParser>(_ chunks: [[UInt8]], _ parser: Parser) async throws -> [Parser.Element] {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self, bufferingPolicy: .unbounded)
        for chunk in chunks { continuation.yield(ByteBuffer(bytes: chunk)) }
        continuation.finish()
        let reader = StreamReader(parser) { .stream(stream) }
        var elements: [Parser.Element] = []
        while let element = try await reader.next() { elements.append(element) }
        return elements
    }

    private func pieces(of bytes: [UInt8], _ sizes: () -> Int) -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let size = max(1, sizes())
            chunks.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return chunks
    }

    private func frames() throws -> [UInt8] {
        try Self.updates.flatMap { Array(try EventStream.frame($0, masker: nil).readableBytesView) }
    }

    @Test func framesComeBackByteByByte() async throws {
        let chunks = pieces(of: try frames()) { 1 }
        #expect(try await read(chunks, ServerSentEventParser()) == Self.updates)
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func framesComeBackHoweverTheyAreCut(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let chunks = pieces(of: try frames()) { Int.random(in: 1...400, using: &random) }
        #expect(try await read(chunks, ServerSentEventParser()) == Self.updates)
    }

    @Test func emptyPiecesAndCommentsAndUnknownEventsArePassedOver() async throws {
        let frame = Array(try EventStream.frame(Self.updates[0], masker: nil).readableBytesView)
        let noise = Array(": keep-alive\n\nevent: news\ndata: {\"a\":1}\n\nretry: 100\nnonsense\n\n".utf8)
        let chunks = [[], noise, [], frame, noise]
        #expect(try await read(chunks, ServerSentEventParser()) == [Self.updates[0]])
    }

    @Test func aFrameThatIsCutOffIsNoUpdate() async throws {
        let frame = Array(try EventStream.frame(Self.updates[0], masker: nil).readableBytesView)
        #expect(try await read([frame, frame.dropLast(1).map(\.self)], ServerSentEventParser()) == [Self.updates[0]])
    }

    @Test func aFrameThatIsNoJSONIsAnError() async throws {
        await #expect(throws: (any Error).self) {
            _ = try await read([Array("event: change\ndata: {\n\n".utf8)], ServerSentEventParser())
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>) func logBatchesComeBackHoweverTheyAreCut(seed: UInt64) async throws {
        let batches = (0..<20).map { batch in
            let lines = (0..<batch).map { number in
                LogLine(
                    service: "db",
                    stream: .stderr,
                    timeNs: Int64(batch),
                    number: UInt64(number),
                    text: "größe \u{1B}[31m\n" + String(repeating: "x", count: batch * 37)
                )
            }
            return LogBatch(lines, skipped: batch)
        }
        var bytes: [UInt8] = []
        for batch in batches { bytes += Array(try ControlCoding.encode(batch)) + [UInt8(ascii: "\n")] }
        var random = SeededGenerator(seed: seed)
        let chunks = pieces(of: bytes) { Int.random(in: 1...3000, using: &random) }
        #expect(try await read(chunks, JSONLinesParser<LogBatch>()) == batches)
    }

    @Test(arguments: 0..<10 as Range<UInt64>) func packedLogBatchesComeBackHoweverTheyAreCut(seed: UInt64) async throws
    {
        let batches = (0..<20).map { batch in
            let lines = (0..<batch).map { number in
                LogLine(
                    service: "db\(number % 3)",
                    stream: .stderr,
                    timeNs: Int64(batch),
                    number: UInt64(number),
                    text: "größe \u{1B}[31m\n" + String(repeating: "x", count: batch * 37)
                )
            }
            return LogBatch(lines, skipped: batch)
        }
        let bytes = batches.flatMap { PackedLogBatch($0).bytes }
        var random = SeededGenerator(seed: seed)
        let chunks = pieces(of: bytes) { Int.random(in: 1...3000, using: &random) }
        #expect(try await read(chunks, PackedLogParser()).map { LogBatch($0) } == batches)
        #expect(try await read(pieces(of: bytes.dropLast(1).map(\.self)) { 4096 }, PackedLogParser()).count == 19)
    }

    @Test func aBlockThatIsNoneIsAnError() async throws {
        await #expect(throws: ControlError.self) {
            _ = try await read([Array("HTTP/1.1 200 OK\r\n".utf8)], PackedLogParser())
        }
    }
}
