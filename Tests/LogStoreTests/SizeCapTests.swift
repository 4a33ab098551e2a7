import Testing

@testable import LogStore

@Suite struct SizeCapTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func theOldestSegmentGoesFirst() throws {
        let limits = LogLimits(bytesPerService: 40_000, segmentBytes: 8_000)
        let log = try ServiceLog.open(in: directory, limits: limits)
        var firstNumbers: [UInt64] = []
        for number in 0..<5_000 {
            log.append("this is line \(number)\n", at: Int64(number))
            firstNumbers.append(log.firstLineNumber)
            #expect(log.bytesOnDisk <= 40_000)
        }
        #expect(firstNumbers == firstNumbers.sorted())
        #expect(log.firstLineNumber > 0)
        #expect(log.lineCount == 5_000)
        #expect(log.bytesOnDisk > 25_000)
        #expect(log.droppedLines == 0)

        let records = try log.all()
        #expect(records.first?.number == log.firstLineNumber)
        #expect(records.map(\.text) == (log.firstLineNumber..<5_000).map { "this is line \($0)" })
        #expect(try log.read(from: 0, limit: 1).first?.number == log.firstLineNumber)
        #expect(try log.firstLine(at: 0) == log.firstLineNumber)
        #expect(try log.tail(100_000).count == records.count)
    }

    @Test func theFilesOfADroppedSegmentAreGone() throws {
        let limits = LogLimits(bytesPerService: 4_000, segmentBytes: 1_000)
        let log = try ServiceLog.open(in: directory, limits: limits)
        for number in 0..<1_000 { log.append("line \(number)\n") }
        let bases = try directory.names(endingWith: ".log").compactMap { UInt64($0.dropLast(4)) }
        #expect(bases.min() == log.firstLineNumber)
        #expect(try directory.names().count == bases.count * 2)
        var size = 0
        for name in try directory.names() { size += try directory.contents(of: name).count }
        #expect(size == log.bytesOnDisk)
    }

    @Test func numbersAndTheCapSurviveOpeningAgain() throws {
        let limits = LogLimits(bytesPerService: 4_000, segmentBytes: 1_000)
        let first = try ServiceLog.open(in: directory, limits: limits)
        for number in 0..<1_000 { first.append("line \(number)\n") }
        let log = try ServiceLog.open(in: directory, limits: limits)
        #expect(log.lineCount == 1_000)
        #expect(log.firstLineNumber == first.firstLineNumber)
        #expect(log.bytesOnDisk == first.bytesOnDisk)
        for number in 1_000..<1_500 { log.append("line \(number)\n") }
        #expect(log.bytesOnDisk <= 4_000)
        #expect(try log.tail(1).map(\.text) == ["line 1499"])
    }

    @Test func aReaderOfADroppedSegmentGoesOnWithWhatIsLeft() throws {
        let limits = LogLimits(bytesPerService: 4_000, segmentBytes: 1_000)
        let log = try ServiceLog.open(in: directory, limits: limits)
        for number in 0..<150 { log.append("line \(number)\n") }
        let stale = log.publication.view
        let oldest = try #require(stale.segment(at: 0))
        for number in 150..<1_000 { log.append("line \(number)\n") }
        try #require(stale.segmentCount > 1)
        #expect(try log.reader(oldest, of: stale) == nil)
        #expect(try log.read(from: 5, limit: 1).first?.number == log.firstLineNumber)
    }

    @Test func aLineLongerThanASegmentIsKept() throws {
        let limits = LogLimits(bytesPerService: 4_000, segmentBytes: 1_000)
        let log = try ServiceLog.open(in: directory, limits: limits)
        log.append("before\n")
        log.append(String(repeating: "x", count: 10_000) + "\n")
        #expect(try log.tail(1).first?.bytes.count == 10_000)
        log.append("after\n")
        #expect(try log.texts() == ["after"])
        #expect(log.firstLineNumber == 2)
    }
}
