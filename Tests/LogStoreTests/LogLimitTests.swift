import LogAnalysis
import Testing

@testable import LogStore

/// How a log's limit is set, and what is said of what it cost.
@Suite struct LogLimitTests {
    private let directory: TemporaryDirectory
    private let limits = LogLimits(bytesPerService: 4_000, segmentBytes: 1_000)

    init() throws { directory = try TemporaryDirectory() }

    private func lines(_ log: ServiceLog, _ count: Int) {
        for number in 0..<count { log.append("line \(number)\n", at: Int64(number)) }
    }

    @Test func aLogFromItsBeginningSaysWhatWasDropped() async throws {
        let log = try ServiceLog.open(in: directory, limits: limits)
        lines(log, 1_000)
        let first = log.firstLineNumber
        try #require(first > 1)
        var records: [LogRecord] = []
        for try await batch in try LogSelection.unfiltered([log], follows: false) { records += batch.map(\.record) }
        #expect(records.first?.text == "the oldest \(first) lines were dropped: this log is limited to 4000 bytes")
        #expect(records.first?.stream == .system)
        #expect(records.map(\.number) == Array(first - 1..<1_000))
        #expect(records.first?.timeNs == records.dropFirst().first?.timeNs)
    }

    @Test func aTailAndAWholeLogSayNothingOfIt() async throws {
        let log = try ServiceLog.open(in: directory, limits: limits)
        lines(log, 10)
        #expect(try log.droppedNotice() == nil)
        lines(log, 1_000)
        #expect(try log.droppedNotice() != nil)
        for try await batch in try LogSelection.unfiltered([log], .newest(5)) {
            #expect(batch.allSatisfy { $0.record.stream == .stdout })
        }
    }

    @Test func aLimitHoldsFromNowOn() throws {
        let log = try ServiceLog.open(in: directory, limits: LogLimits(segmentBytes: 1_000))
        lines(log, 1_000)
        #expect(log.firstLineNumber == 0)
        log.limit(toBytes: 4_000)
        #expect(log.bytesOnDisk <= 4_000)
        #expect(log.lineCount == 1_000)
        #expect(try log.droppedNotice()?.text.hasSuffix("limited to 4000 bytes") == true)
        log.limit(toBytes: 3 << 20)
        #expect(try log.droppedNotice()?.text.hasSuffix("reached its limit") == true, "not that one")
    }

    @Test func aStoreLimitsEachService() throws {
        let store = try LogStore(directory: directory.path, limits: LogLimits(segmentBytes: 1_000))
        store.limit("small", toBytes: 4_000)
        let (small, large) = try (store.log(for: "small"), store.log(for: "large"))
        lines(small, 1_000)
        lines(large, 1_000)
        #expect(small.bytesOnDisk <= 4_000)
        #expect(large.firstLineNumber == 0)
        store.limit("large", toBytes: 5_000)
        #expect(large.bytesOnDisk <= 5_000)
        store.limit("small", toBytes: nil)
        #expect(small.bytesAllowed == 1 << 30)
        store.close()
    }
}
