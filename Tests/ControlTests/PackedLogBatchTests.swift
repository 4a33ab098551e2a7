import ControlAPI
import LogAnalysis
import TestSupport
import Testing

@Suite struct PackedLogBatchTests {
    private static let batch = LogBatch(
        [
            LogLine(service: "db", stream: .stdout, timeNs: 1, number: 0, text: ""),
            LogLine(service: "größe 日本", stream: .stderr, timeNs: .max, number: .max, text: "\u{0}\u{1B}[31m\n é"),
            LogLine(service: "db", stream: .system, timeNs: .min, number: 7, text: "started", isContext: true),
            LogLine(service: "db", stream: .stdout, timeNs: 5, number: 8, text: String(repeating: "x", count: 70_000)),
        ],
        skipped: 12,
        progress: .init(scannedBytes: 3, totalBytes: 1 << 40)
    )

    @Test func aBatchComesBackAsItWas() throws {
        let bytes = PackedLogBatch(Self.batch).bytes
        let read = try #require(try PackedLogBatch(from: bytes[...]))
        #expect(LogBatch(read) == Self.batch)
        #expect(read.services == ["db", "größe 日本"])
        #expect(read.count == 4)
    }

    @Test(
        arguments: [
            LogBatch([]), LogBatch([], skipped: 3), LogBatch([], progress: .init(scannedBytes: 0, totalBytes: 9)),
        ]
    )
    func aBatchWithoutLinesComesBackToo(batch: LogBatch) throws {
        #expect(try PackedLogBatch(from: PackedLogBatch(batch).bytes[...]).map { LogBatch($0) } == batch)
    }

    @Test func bytesThatAreNoTextStayAsTheyAre() throws {
        let text: [UInt8] = [0xFF, 0xFE, 0x00, 0x80]
        var packer = LogPacker()
        text.withUnsafeBytes {
            packer.add(service: "a", stream: .stdout, timeNs: 1, number: 1, isContext: false, text: $0)
        }
        let read = try #require(try PackedLogBatch(from: packer.finish().bytes[...]))
        var texts: [[UInt8]] = []
        read.forEach { texts.append(Array($0.text)) }
        #expect(texts == [text])
        #expect(LogBatch(read).lines.map(\.text) == ["\u{FFFD}\u{FFFD}\u{0}\u{FFFD}"])
    }

    @Test func whatFollowsABlockIsNotTouched() throws {
        let bytes = PackedLogBatch(Self.batch).bytes
        let read = try #require(try PackedLogBatch(from: ([1, 2, 3] + bytes + [9, 9])[3...]))
        #expect(read.bytes == bytes)
    }

    @Test func aBlockThatIsCutOffIsNotComplete() throws {
        let bytes = PackedLogBatch(LogBatch(Array(Self.batch.lines.prefix(3)))).bytes
        for count in 0..<bytes.count { #expect(try PackedLogBatch(from: bytes[..<count]) == nil, "\(count)") }
    }

    @Test func aLengthThatDoesNotFitTheBlockIsAnError() {
        let bytes = PackedLogBatch(LogBatch(Array(Self.batch.lines.prefix(3)))).bytes
        // Whole by its own word, and cut off by that of its parts.
        for count in 40..<bytes.count {
            var cut = Array(bytes[..<count])
            withUnsafeBytes(of: UInt32(count - 4).littleEndian) { cut.replaceSubrange(0..<4, with: $0) }
            #expect(throws: ControlError.self, "\(count)") { try PackedLogBatch(from: cut[...]) }
        }
        for length in [0, 35, UInt32.max] {
            var wrong = bytes
            withUnsafeBytes(of: length.littleEndian) { wrong.replaceSubrange(0..<4, with: $0) }
            #expect(throws: ControlError.self, "\(length)") { try PackedLogBatch(from: wrong[...]) }
        }
    }

    @Test func anotherVersionIsAnErrorThatSaysSo() {
        var bytes = PackedLogBatch(Self.batch).bytes
        bytes[4] = 2
        #expect {
            try PackedLogBatch(from: bytes[...])
        } throws: {
            ($0 as? ControlError)?.hint?.contains("different version") == true
        }
    }

    /// Any byte may be anything: it is an error, or lines that can be read.
    @Test(arguments: 0..<20 as Range<UInt64>) func spoiltBlocksAreErrorsOrLines(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = PackedLogBatch(LogBatch(Array(Self.batch.lines.prefix(3)))).bytes
        for _ in 0..<2_000 {
            var spoilt = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                spoilt[Int.random(in: 4..<spoilt.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let batch = try? PackedLogBatch(from: spoilt[...]) else { continue }
            #expect(LogBatch(batch).lines.count == batch.count)
        }
    }

    @Test func randomBytesAreErrorsOrNotComplete() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...300, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect((try? PackedLogBatch(from: bytes[...])) ?? nil == nil)
        }
    }
}
