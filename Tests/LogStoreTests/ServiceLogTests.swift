import LogAnalysis
import SystemPackage
import Testing

@testable import LogStore

@Suite struct ServiceLogTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func linesComeBackWithNumberTimeAndStream() throws {
        let log = try ServiceLog.open(in: directory)
        log.append("one\ntwo\n", at: 10)
        log.append("oops\n", stream: .stderr, at: 20)
        #expect(
            try log.all() == [
                LogRecord(number: 0, timeNs: 10, stream: .stdout, bytes: Array("one".utf8)),
                LogRecord(number: 1, timeNs: 10, stream: .stdout, bytes: Array("two".utf8)),
                LogRecord(number: 2, timeNs: 20, stream: .stderr, bytes: Array("oops".utf8)),
            ]
        )
        #expect(log.lineCount == 3)
        #expect(log.firstLineNumber == 0)
    }

    @Test func aLineIsReadableAsSoonAsItIsAppended() throws {
        let log = try ServiceLog.open(in: directory)
        for number in 0..<50 {
            log.append("line \(number)\n")
            #expect(try log.tail(1).map(\.text) == ["line \(number)"])
        }
    }

    @Test func theSegmentHoldsTheBytesAndNothingElse() throws {
        let log = try ServiceLog.open(in: directory)
        let bytes: [UInt8] = Array("a\r\n".utf8) + [0, 0xFF, 0xC3, 10] + Array("\u{1B}[31mred\n\n".utf8)
        log.append(bytes)
        #expect(try directory.contents(of: "00000000000000000000.log") == bytes)
        #expect(try log.all().map(\.bytes) == [Array("a\r".utf8), [0, 0xFF, 0xC3], Array("\u{1B}[31mred".utf8), []])
    }

    @Test func anUnfinishedLineIsHeldUntilItsProcessEnds() throws {
        let log = try ServiceLog.open(in: directory)
        log.append("password: ")
        #expect(log.lineCount == 0)
        log.finishPartialLines(at: 5)
        let record = try #require(try log.tail(1).first)
        #expect(record.text == "password: ")
        #expect(!record.isTerminated && !record.isContinued)
    }

    @Test func aFlushedPartOfALineIsContinuedForAFollower() throws {
        let log = try ServiceLog.open(in: directory)
        let follower = log.changes()
        defer { withExtendedLifetime(follower) {} }
        log.append("50 %\r")
        log.flushPartialLine(of: .stdout, at: 2)
        log.append("100 %\nnext\n", at: 3)
        let records = try log.all()
        #expect(records.map(\.text) == ["50 %\r", "100 %", "next"])
        #expect(records.map(\.isContinued) == [true, false, false])
        #expect(records.map(\.isContinuation) == [false, true, false])
    }

    @Test func aFlushedPartOfALineBecomesWholeWhereNobodyFollows() throws {
        let log = try ServiceLog.open(in: directory)
        for part in ["Setting up", "... ", "done\nnext\n"] {
            log.append(part)
            log.flushPartialLine(of: .stdout, at: 1)
        }
        log.append("the end")
        log.flushPartialLine(of: .stdout, at: 1)
        log.append("\n")
        let records = try log.all()
        #expect(records.map(\.text) == ["Setting up... done", "next", "the end"])
        #expect(records.allSatisfy { $0.isTerminated && !$0.isContinued && !$0.isContinuation })
        #expect(records.map(\.number) == [0, 1, 2])
        log.close()
        #expect(try ServiceLog.open(in: directory).all() == records)
    }

    @Test func aLineThatOthersCameBetweenStaysInParts() throws {
        let log = try ServiceLog.open(in: directory)
        log.append("Setting up... ")
        log.flushPartialLine(of: .stdout, at: 1)
        log.note("between", at: 1)
        log.append("done\n")
        #expect(try log.texts() == ["Setting up... ", "between", "done"])
    }

    @Test func aVeryLongLineIsKeptInContinuedRecords() throws {
        let log = try ServiceLog.open(in: directory, limits: LogLimits(lineBytes: 1 << 20))
        let line = [UInt8](repeating: 65, count: 3_500_000)
        for start in stride(from: 0, to: line.count, by: 65_536) {
            log.append(Array(line[start..<min(line.count, start + 65_536)]))
        }
        log.append("\nshort\n")
        let records = try log.all()
        #expect(records.count == 5)
        #expect(records.dropLast().map(\.isContinued) == [true, true, true, false])
        #expect(records.bytes(of: .stdout) == line + Array("\nshort\n".utf8))
    }

    @Test func notesAreRecordsOfTheSystemStream() throws {
        let log = try ServiceLog.open(in: directory)
        log.append("unfinished")
        log.note("started\nsecond", at: 7)
        log.append(" line\n", at: 8)
        #expect(try log.texts() == ["started", "second", "unfinished line"])
        #expect(try log.all().map(\.stream) == [.system, .system, .stdout])
    }

    @Test func timeNeverRunsBackwards() throws {
        let log = try ServiceLog.open(in: directory)
        log.append("a\n", at: 100)
        log.append("b\n", at: 40)
        log.append("c\n", at: 101)
        #expect(try log.all().map(\.timeNs) == [100, 100, 101])
    }

    @Test func tailGivesTheNewestRecordsInOrder() throws {
        let log = try ServiceLog.open(in: directory)
        #expect(try log.tail(10).isEmpty)
        for number in 0..<100 { log.append("\(number)\n") }
        #expect(try log.tail(3).map(\.text) == ["97", "98", "99"])
        #expect(try log.tail(0).isEmpty)
        #expect(try log.tail(1000).count == 100)
    }

    @Test func readingStartsAtAnyNumberAndKeepsItsLimits() throws {
        let log = try ServiceLog.open(in: directory, limits: LogLimits(segmentBytes: 4096))
        // One big chunk, then single lines: runs of many lines and of one.
        log.append((0..<5_000).map { "line \($0)\n" }.joined())
        for number in 5_000..<8_000 { log.append("line \(number)\n") }
        for start in stride(from: UInt64(0), to: 8_000, by: 613) {
            let records = try log.read(from: start, limit: 700)
            #expect(records.map(\.number) == Array(start..<min(8_000, start + 700)))
            #expect(records.map(\.text) == records.map { "line \($0.number)" })
        }
        #expect(try log.read(from: 8_000, limit: 10).isEmpty)
        #expect(try log.read(from: 0, limit: 10_000, byteLimit: 60).count == 10)
        #expect(try log.read(from: 0, limit: 10_000, byteLimit: 0).isEmpty)
    }

    @Test func theFirstLineAtATimeIsFoundAcrossSegments() throws {
        let log = try ServiceLog.open(in: directory, limits: LogLimits(segmentBytes: 256))
        for number in 0..<500 { log.append("line \(number)\n", at: Int64(number / 3 * 10)) }
        #expect(try directory.names(endingWith: ".log").count > 5)
        #expect(try log.firstLine(at: -1) == 0)
        #expect(try log.firstLine(at: 0) == 0)
        for time in stride(from: Int64(1), through: 1660, by: 7) {
            #expect(try log.firstLine(at: time) == UInt64((time + 9) / 10 * 3))
        }
        #expect(try log.firstLine(at: 1_000_000) == 500)
    }

    @Test func nothingIsTakenInAfterClosing() throws {
        let log = try ServiceLog.open(in: directory)
        log.append("a\nb")
        log.close()
        log.append("c\n")
        log.close()
        #expect(try log.texts() == ["a", "b"])
    }

    @Test func syncWorksOpenAndClosed() throws {
        let log = try ServiceLog.open(in: directory)
        try log.sync()
        log.append("a\n")
        try log.sync()
        log.close()
        try log.sync()
    }
}
