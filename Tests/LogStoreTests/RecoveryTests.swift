import LogAnalysis
import Testing

@testable import LogStore

/// What is found again after the process was killed or the machine went down.
@Suite struct RecoveryTests {
    private let directory: TemporaryDirectory
    private let log = "00000000000000000000.log"
    private let index = "00000000000000000000.idx"

    init() throws { directory = try TemporaryDirectory() }

    /// Three runs: two lines at 10, one on stderr at 20, two at 30. Not closed, as after a kill.
    private func writeThreeRuns() throws {
        let log = try ServiceLog.open(in: directory)
        log.append("a\nb\n", at: 10)
        log.append("c\n", stream: .stderr, at: 20)
        log.append("d\ne\n", at: 30)
    }

    @Test func numbersGoOnAfterAKill() throws {
        try writeThreeRuns()
        let log = try ServiceLog.open(in: directory)
        #expect(log.lineCount == 5)
        log.append("f\n", at: 40)
        #expect(try log.texts() == ["a", "b", "c", "d", "e", "f"])
        #expect(try log.all().map(\.timeNs) == [10, 10, 20, 30, 30, 40])
        #expect(try log.all().map(\.number) == Array(0..<6))
    }

    @Test func openingChangesNothingOnDisk() throws {
        try writeThreeRuns()
        try directory.write(try directory.contents(of: log).dropLast(3), to: log)
        let before = try (directory.contents(of: log), directory.contents(of: index))
        _ = try ServiceLog.open(in: directory).all()
        #expect(try directory.contents(of: log) == before.0)
        #expect(try directory.contents(of: index) == before.1)
    }

    @Test func anEntryWhoseLinesNeverCameIsDropped() throws {
        try writeThreeRuns()
        try directory.write(try directory.contents(of: log).dropLast(4), to: log)
        let log = try ServiceLog.open(in: directory)
        #expect(try log.texts() == ["a", "b", "c"])
        log.append("x\n", at: 50)
        #expect(try log.all().map(\.timeNs) == [10, 10, 20, 50])
        #expect(try ServiceLog.open(in: directory).texts() == ["a", "b", "c", "x"])
    }

    @Test func aTornLineIsARecordOfItsOwn() throws {
        try writeThreeRuns()
        try directory.write(try directory.contents(of: log).dropLast(1), to: log)
        let log = try ServiceLog.open(in: directory)
        #expect(try log.texts() == ["a", "b", "c", "d", "e"])
        #expect(try log.tail(1).first?.isTerminated == false)
        log.append("f\n", at: 50)
        #expect(try log.texts() == ["a", "b", "c", "d", "e", "f"])
        #expect(try ServiceLog.open(in: directory).texts() == ["a", "b", "c", "d", "e", "f"])
    }

    @Test(arguments: [1, 7, 15]) func aTornEntryCostsNoLine(cut: Int) throws {
        try writeThreeRuns()
        try directory.write(try directory.contents(of: index).dropLast(cut), to: index)
        let log = try ServiceLog.open(in: directory)
        // The lines of the lost entry belong to the run before it now, and have its time.
        #expect(try log.texts() == ["a", "b", "c", "d", "e"])
        #expect(try log.all().map(\.timeNs) == [10, 10, 20, 20, 20])
        log.append("f\n", at: 50)
        #expect(try ServiceLog.open(in: directory).texts() == ["a", "b", "c", "d", "e", "f"])
    }

    @Test func zerosAtTheEndOfTheIndexAreNoEntries() throws {
        try writeThreeRuns()
        try directory.write(try directory.contents(of: index) + [UInt8](repeating: 0, count: 64), to: index)
        let log = try ServiceLog.open(in: directory)
        #expect(try log.all().map(\.timeNs) == [10, 10, 20, 30, 30])
        log.append("f\n", at: 50)
        #expect(try ServiceLog.open(in: directory).texts() == ["a", "b", "c", "d", "e", "f"])
    }

    @Test(arguments: [0, 5, 16, 24]) func aLostIndexIsRebuilt(size: Int) throws {
        let lines = (0..<50_000).map { "line number \($0)" }
        let first = try ServiceLog.open(in: directory)
        for start in stride(from: 0, to: lines.count, by: 100) {
            first.append(lines[start..<start + 100].map { $0 + "\n" }.joined(), at: Int64(start))
        }
        try directory.write(Array(try directory.contents(of: index).prefix(size)), to: index)

        let log = try ServiceLog.open(in: directory)
        #expect(log.lineCount == 50_000)
        #expect(try log.texts() == lines)
        log.append("last\n", at: .max)
        #expect(try ServiceLog.open(in: directory).texts() == lines + ["last"])
    }

    @Test func aMissingIndexIsRebuilt() throws {
        try writeThreeRuns()
        try directory.remove(index)
        let log = try ServiceLog.open(in: directory)
        #expect(try log.texts() == ["a", "b", "c", "d", "e"])
        #expect(try directory.names(endingWith: ".idx") == [index])
    }

    @Test func aShortenedIndexKeepsWhatItStillSays() throws {
        let limits = LogLimits(segmentBytes: 1 << 20, lineBytes: 1000)
        let first = try ServiceLog.open(in: directory, limits: limits)
        let chunk = String(repeating: "twenty bytes a line\n", count: 5_000)
        for time in 1...9 { first.append(chunk, stream: .stderr, at: Int64(time)) }
        try directory.write(Array(try directory.contents(of: index).prefix(16 + 2 * 16)), to: index)

        let log = try ServiceLog.open(in: directory, limits: limits)
        #expect(log.lineCount == 45_000)
        #expect(try log.read(from: 0, limit: 5_000).allSatisfy { $0.timeNs == 1 })
        #expect(try log.read(from: 5_000, limit: 50_000).allSatisfy { $0.timeNs == 2 && $0.stream == .stderr })
        #expect(try log.all().bytes(of: .stderr).count == 9 * chunk.utf8.count)
    }

    @Test func severalSegmentsAreFoundAgain() throws {
        let limits = LogLimits(segmentBytes: 300)
        var first: ServiceLog? = try ServiceLog.open(in: directory, limits: limits)
        for number in 0..<200 { first?.append("line \(number)\n", at: Int64(number)) }
        first = nil
        #expect(try directory.names(endingWith: ".log").count > 3)
        let log = try ServiceLog.open(in: directory, limits: limits)
        for number in 200..<400 { log.append("line \(number)\n", at: Int64(number)) }
        #expect(try log.texts() == (0..<400).map { "line \($0)" })
        #expect(try log.all().map(\.timeNs) == (0..<400).map { Int64($0) })
    }

    @Test func aLeftoverIndexIsRemoved() throws {
        try writeThreeRuns()
        try directory.write([1, 2, 3], to: "00000000000000000099.idx")
        try directory.write([1, 2, 3], to: "notes.txt")
        #expect(try ServiceLog.open(in: directory).lineCount == 5)
        #expect(try directory.names() == [index, log, "notes.txt"])
    }

    @Test func anEmptySegmentIsContinued() throws {
        try directory.write([], to: log)
        let log = try ServiceLog.open(in: directory)
        #expect(log.lineCount == 0)
        log.append("a\n", at: 3)
        #expect(try ServiceLog.open(in: directory).texts() == ["a"])
    }
}
