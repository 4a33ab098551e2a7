import LogAnalysis
import Testing

@testable import LogStore

@Suite struct LineSplitterTests {
    /// Feeds chunks and returns the runs as text, `+` marking those whose line goes on and `-` those that go on with one.
    private func runs(
        _ chunks: [String],
        lineBytes: Int = 100,
        runBytes: Int = 100,
        finishes: Bool = false
    ) -> [String] {
        var splitter = LineSplitter(lineBytes: lineBytes, runBytes: runBytes)
        var runs: [String] = []
        func take(_ run: LineRun) {
            let text = String(decoding: Array(run.head) + Array(run.body), as: UTF8.self)
            runs.append((run.isContinuation ? "-" : "") + text + (run.isContinued ? "+" : ""))
        }
        for chunk in chunks {
            Array(chunk.utf8).withUnsafeBytes { splitter.append($0, stream: .stdout, emit: take) }
        }
        if finishes { splitter.flush(linesContinue: false, emit: take) }
        return runs
    }

    @Test func wholeLinesOfAChunkMakeOneRun() {
        #expect(runs(["a\nb\nc\n"]) == ["a\nb\nc\n"])
    }

    @Test func anUnfinishedLineWaitsForItsEnd() {
        #expect(runs(["a\nb"]) == ["a\n"])
        #expect(runs(["a\nb", "c", "d\ne"]) == ["a\n", "bcd\n"])
    }

    @Test func finishingPassesOnTheUnfinishedLine() {
        #expect(runs(["a\nb"], finishes: true) == ["a\n", "b"])
        #expect(runs(["a\n"], finishes: true) == ["a\n"])
        #expect(runs([], finishes: true) == [])
    }

    @Test func aRunIsCutAtANewlineWhenItGetsTooLong() {
        #expect(runs(["aa\nbb\ncc\n"], runBytes: 7) == ["aa\nbb\n", "cc\n"])
    }

    @Test func aLineLongerThanARunStaysWhole() {
        #expect(runs(["abcdefghij\nk\n"], runBytes: 4) == ["abcdefghij\n", "k\n"])
    }

    @Test func aLineLongerThanTheLimitGoesOnInPieces() {
        #expect(runs(["abcdefghij", "kl\n"], lineBytes: 4, runBytes: 4) == ["abcd+", "-efgh+", "-ijkl\n"])
        #expect(runs(["abcd", "\n"], lineBytes: 4, runBytes: 4) == ["abcd+", "-\n"])
    }

    @Test func theNextLineAfterALongOneIsNoContinuation() {
        #expect(runs(["abcdef\ng\n"], lineBytes: 4, runBytes: 4) == ["abcd+", "-ef\n", "g\n"])
        #expect(runs(["abcdef"], lineBytes: 4, runBytes: 4, finishes: true) == ["abcd+", "-ef"])
    }

    @Test func streamsAreHeldApart() {
        var splitter = LineSplitter(lineBytes: 100, runBytes: 100)
        var runs: [String] = []
        for (text, stream) in [("out", LogStream.stdout), ("err\n", .stderr), ("put\n", .stdout)] {
            Array(text.utf8).withUnsafeBytes {
                splitter.append($0, stream: stream) { run in
                    runs.append("\(run.stream): " + String(decoding: Array(run.head) + Array(run.body), as: UTF8.self))
                }
            }
        }
        #expect(runs == ["stderr: err\n", "stdout: output\n"])
    }

    @Test func newlinesAreCountedInBuffersOfEveryLength() {
        for length in 0...600 {
            let bytes = (0..<length).map { UInt8($0 % 7 == 3 ? 10 : 65) }
            #expect(bytes.withUnsafeBytes(\.newlines) == bytes.count { $0 == 10 })
        }
    }
}
