import LogAnalysis
import Testing

@testable import LogStore

/// What becomes of a line that stands still in its middle: a prompt, a progress bar, a slow writer.
@Suite struct UnfinishedLineTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// Appends chunks, each followed by what the drainer does once a line has stood still. Somebody follows the log, so
    /// that the parts stay records of their own.
    private func records(_ chunks: [[UInt8]]) throws -> [LogRecord] {
        let directory = try TemporaryDirectory()
        let log = try ServiceLog.open(in: directory)
        let follower = log.changes()
        defer { withExtendedLifetime((directory, follower)) {} }
        for chunk in chunks {
            log.append(chunk)
            log.flushPartialLine(of: .stdout, at: 1)
        }
        log.finishPartialLines(at: 1)
        return try log.all()
    }

    private func texts(_ chunks: String...) throws -> [String] {
        try records(chunks.map { Array($0.utf8) }).map(\.text)
    }

    @Test(arguments: ["é", "€", "猫", "🎉"])
    func noCharacterIsCut(character: String) throws {
        let bytes = Array("a\(character)b\n".utf8)
        for cut in 2..<bytes.count - 2 {
            let records = try self.records([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(records.allSatisfy { !$0.text.contains("\u{FFFD}") }, "\(character) cut at \(cut)")
            #expect(records.flatMap(\.bytes).elementsEqual(bytes.dropLast()))
        }
    }

    @Test(arguments: ["\u{1B}[31m", "\u{1B}]0;title\u{7}", "\u{1B}]8;;http://h\u{1B}\\", "\u{1B}(B", "\u{1B}[?25h"])
    func noEscapeSequenceIsCut(sequence: String) throws {
        let bytes = Array("a\(sequence)b\n".utf8)
        for cut in 2..<1 + sequence.utf8.count {
            let first = try #require(try records([Array(bytes[..<cut]), Array(bytes[cut...])]).first)
            #expect(first.text == "a", "\(sequence.debugDescription) cut at \(cut)")
        }
    }

    @Test func bytesThatAreNoTextAreNotWaitedFor() throws {
        let records = try records([[0x61, 0xFF], [0x62, 0x80, 0x80, 0x80, 0x80], [0x0A]])
        #expect(records.map(\.bytes) == [[0x61, 0xFF], [0x62, 0x80, 0x80, 0x80, 0x80]])
    }

    @Test func thePartsAreOneRecordWhereNobodyFollows() throws {
        let log = try ServiceLog.open(in: directory)
        for part in ["50 %\r", "60 %\r", "100 %\nnext\n"] {
            log.append(part)
            log.flushPartialLine(of: .stdout, at: 1)
        }
        #expect(try log.texts() == ["50 %\r60 %\r100 %", "next"])
    }

    /// The rest of a line waits up to half a second to be written. Who comes meanwhile has read the record that it would
    /// have extended.
    @Test(arguments: [true, false]) func aFollowerThatComesBeforeTheRestIsWrittenGetsIt(isEnded: Bool) async throws {
        let log = try ServiceLog.open(in: directory)
        log.append("a ")
        log.flushPartialLine(of: .stdout, at: 1)
        log.append("b ")
        var follower = try LogSelection([log], filter: LogFilter(), follows: true).makeAsyncIterator()
        #expect(try await follower.next()?.records.map(\.merged.record.text) == ["a "])
        if isEnded { log.append("c\n") } else { log.flushPartialLine(of: .stdout, at: 2) }
        #expect(try await follower.next()?.records.map(\.merged.record.text) == [isEnded ? "b c" : "b "])
        #expect(try log.texts() == ["a ", isEnded ? "b c" : "b "])
    }

    @Test func aSequenceThatNeverEndsIsShownAtTheEnd() throws {
        #expect(try texts("a\u{1B}[3") == ["a", "\u{1B}[3"])
    }

    @Test(arguments: ["\n", "\r\n"]) func aLateLineEndMakesNoEmptyLine(end: String) throws {
        let records = try records(["password: ", end, "next\n"].map { Array($0.utf8) })
        #expect(records.count == 2)
        #expect(records[0].isTerminated && !records[0].isContinued)
        #expect(!records[1].isContinuation && records[1].text == "next")
        #expect(records.bytes(of: .stdout) == Array("password: \(end)next\n".utf8))
    }

    @Test func aLateLineEndInTwoPartsMakesNoEmptyLine() throws {
        let records = try records(["password: ", "\r", "\nnext\n"].map { Array($0.utf8) })
        #expect(records.map(\.text) == ["password: \r", "next"])
        #expect(records.bytes(of: .stdout) == Array("password: \r\nnext\n".utf8))
        #expect(try texts("10 %", "\r", "20 %\n") == ["10 %", "\r20 %"])
        #expect(try texts("10 %", "\r") == ["10 %", "\r"])
    }

    @Test func anEmptyLineThatWasWrittenStays() throws {
        #expect(try texts("a\n\nb\n") == ["a", "", "b"])
        #expect(try texts("prompt ", "\n\nb\n") == ["prompt ", "", "b"])
    }

    @Test func aLateLineEndBehindAnotherStreamsLineIsLeftOut() throws {
        let log = try ServiceLog.open(in: directory)
        log.append("prompt ")
        log.flushPartialLine(of: .stdout, at: 1)
        log.append("error\n", stream: .stderr)
        log.append("\nnext\n")
        #expect(try log.texts() == ["prompt ", "error", "next"])
    }

    @Test func aLineThatEndedLateIsWholeAfterTheLogIsOpenedAgain() throws {
        let log = try ServiceLog.open(in: directory)
        log.append("prompt ")
        log.flushPartialLine(of: .stdout, at: 1)
        log.append("\n")
        log.close()
        let again = try ServiceLog.open(in: directory)
        #expect(try again.all() == [LogRecord(number: 0, timeNs: 1, stream: .stdout, bytes: Array("prompt ".utf8))])
        again.append("next\n")
        #expect(try again.texts() == ["prompt ", "next"])
    }
}
