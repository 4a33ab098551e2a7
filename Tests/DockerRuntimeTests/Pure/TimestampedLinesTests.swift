import LogAnalysis
import Testing

@testable import DockerRuntime

struct TimestampedLinesTests {
    private let stamp = "2026-11-23T19:15:45.940793500Z "
    private let timeNs: Int64 = 1_795_461_345_940_793_500

    @Test func timestampsAreTakenOffWhereverTheBytesAreCut() {
        let text = Array((stamp + "one\n" + stamp + "two\n").utf8)
        for cut in 0...text.count {
            var lines = TimestampedLines()
            let result =
                lines.append(Array(text[..<cut]), stream: .stdout) + lines.append(Array(text[cut...]), stream: .stdout)
            #expect(result.map { String(decoding: $0.bytes, as: UTF8.self) } == ["one", "two"])
            #expect(result.map(\.timeNs) == [timeNs, timeNs])
        }
    }

    @Test func piecesOfALongLineBecomeOneLine() {
        let piece = String(repeating: "x", count: TimestampedLines.pieceBytes)
        var lines = TimestampedLines()
        let result = lines.append(Array((stamp + piece + stamp + "end\n").utf8), stream: .stderr)
        #expect(result.map(\.bytes) == [Array((piece + "end").utf8)])
    }

    @Test func aLineWithoutANewlineComesAtTheEnd() {
        var lines = TimestampedLines()
        #expect(lines.append(Array((stamp + "prompt").utf8), stream: .stdout).isEmpty)
        let last = lines.finish()
        #expect(last.map { String(decoding: $0.bytes, as: UTF8.self) } == ["prompt"])
        #expect(last.map(\.isTerminated) == [false])
    }

    @Test func linesWithoutATimestampStayAsTheyAre() {
        var lines = TimestampedLines()
        let result = lines.append(Array("plain text\n".utf8), stream: .stdout)
        #expect(result.map { String(decoding: $0.bytes, as: UTF8.self) } == ["plain text"])
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2000-03-01T00:00:00Z", 951_868_800_000_000_000),
        ("2024-02-29T12:00:00.5+01:00", 1_709_204_400_500_000_000),
    ])
    func timesAreRead(text: String, nanoseconds: Int64) {
        #expect(EngineTimestamp.nanoseconds(text) == nanoseconds)
    }

    @Test(arguments: ["0001-01-01T00:00:00Z", "", "2026-11-23", "2026-11-23T19:15:45.Z", "2026-11-23 19:15:45Z"])
    func otherTextsAreNoTime(text: String) {
        #expect(EngineTimestamp.nanoseconds(text) == nil)
    }
}
