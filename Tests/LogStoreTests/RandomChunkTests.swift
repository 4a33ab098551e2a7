import LogAnalysis
import TestSupport
import Testing

@testable import LogStore

/// Bytes in are bytes out, whatever the bytes, the chunks, the limits, and however often the log is opened again.
@Suite struct RandomChunkTests {
    @Test(arguments: 0..<40) func bytesComeBackAsTheyWere(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let directory = try TemporaryDirectory()
        let limits = LogLimits(
            segmentBytes: Int.random(in: 1...20_000, using: &random),
            lineBytes: Int.random(in: 20...3_000, using: &random)
        )
        var log = try ServiceLog.open(in: directory, limits: limits)
        var expected: [LogStream: [UInt8]] = [.stdout: [], .stderr: []]
        var time: Int64 = 0
        for step in 0..<120 {
            let stream: LogStream = Bool.random(using: &random) ? .stdout : .stderr
            let chunk = Self.chunk(using: &random)
            expected[stream]? += chunk
            log.append(chunk, stream: stream, at: time)
            time += Int64.random(in: 0...3, using: &random)
            if step % 30 == 29 {
                // An end of the process writes down what is unfinished, so nothing may be missing after opening again.
                if Bool.random(using: &random) { log.close() } else { log.finishPartialLines(at: time) }
                log = try ServiceLog.open(in: directory, limits: limits)
            }
        }

        let records = try log.all(step: Int.random(in: 1...700, using: &random))
        for stream in [LogStream.stdout, .stderr] {
            #expect(records.bytes(of: stream) == expected[stream])
        }
        #expect(records.map(\.number) == Array(0..<log.lineCount))
        #expect(records.map(\.timeNs) == records.map(\.timeNs).sorted())
        for start in [0, records.count / 3, records.count - 1] {
            #expect(try log.read(from: UInt64(start), limit: 50) == Array(records[start...].prefix(50)))
        }
        for pair in zip(records, records.dropFirst()) where pair.0.isContinued && pair.0.stream == pair.1.stream {
            #expect(pair.1.isContinuation)
        }
    }

    private static func chunk(using random: inout SeededGenerator) -> [UInt8] {
        let alphabet: [UInt8] = [10, 10, 13, 0, 65, 66, 0xFF, 0xC3, 0x1B, 0x80]
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return [UInt8](repeating: 120, count: Int.random(in: 0...5_000, using: &random))
        case 1: return [10]
        case 2: return Array(String(repeating: "a line of text\n", count: Int.random(in: 1...200, using: &random)).utf8)
        default:
            return (0..<Int.random(in: 0...200, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
        }
    }
}
