import LogAnalysis
import Testing

@testable import LogStore

/// What a reader is told that is slower than the log's limit allows.
@Suite(.timeLimit(.minutes(1))) struct GapTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func slowReader(_ filter: LogFilter) async throws -> [LogRecord] {
        let limits = LogLimits(bytesPerService: 40_000, segmentBytes: 10_000)
        let log = try ServiceLog.open(in: directory, limits: limits)
        log.append("line 0\n")
        var iterator = try LogSelection(
            [log],
            filter: filter,
            follows: true,
            batchLimits: LogSelection.BatchLimits(records: 10, bytes: 1 << 20)
        ).makeAsyncIterator()
        var records: [LogRecord] = []
        func readOne() async throws {
            while let batch = try await iterator.next() {
                records += batch.records.map(\.merged.record)
                if !batch.records.isEmpty { return }
            }
        }
        try await readOne()
        for number in 1...20_000 { log.append("line \(number)\n") }
        log.close()
        while let batch = try await iterator.next() { records += batch.records.map(\.merged.record) }
        return records
    }

    @Test(arguments: [LogFilter(), LogFilter(pattern: LogPattern("line"))])
    func eachGapIsToldWhereTheLinesAreMissing(filter: LogFilter) async throws {
        let records = try await slowReader(filter)
        #expect(records.first?.text == "line 0")
        #expect(records.last?.text == "line 20000")
        var told = 0
        for (before, after) in zip(records, records.dropFirst()) where after.number != before.number + 1 {
            #expect(after.stream == .system, "a gap before \(after.number) is not told")
            #expect(after.text.hasPrefix("missing here: \(after.number - before.number) lines, which were dropped"))
            told += 1
        }
        #expect(told == 1)
    }
}
