import LogAnalysis
import Testing

@testable import LogStore

/// Reading page by page, where a page begins or ends at a place between two lines.
@Suite(.timeLimit(.minutes(2))) struct LogPageTests {
    private let directory: TemporaryDirectory
    private let logs: [ServiceLog]

    /// Three services whose lines mostly have the same time, with a line of each third that paused.
    init() throws {
        directory = try TemporaryDirectory()
        let store = try LogStore(directory: directory.path)
        logs = try ["a", "b", "c"].map { try store.log(for: $0) }
        for (index, log) in logs.enumerated() {
            let follower = log.changes()
            defer { withExtendedLifetime(follower) {} }
            for number in 0..<60 {
                let time = Int64(number / 25 * 10 + (index == 2 ? number / 50 : 0))
                if number % 3 == 0 {
                    log.append("paused ", at: time)
                    log.flushPartialLine(of: .stdout, at: time)
                }
                log.append("line \(number)\n", at: time)
            }
        }
    }

    private func lines(_ filter: LogFilter, _ extent: LogSelection.Extent) async throws -> [MergedRecord] {
        try await LogSelection(logs, filter: filter, extent: extent).all().map(\.merged)
    }

    /// The place before or after a line, given the numbers of the known lines.
    private func place(_ line: MergedRecord, _ numbers: [String: UInt64]) -> LogPlace {
        LogPlace(timeNs: line.record.timeNs, service: line.service, numbers: numbers)
    }

    @Test(arguments: [nil, "line [0-9]*[02468]$", "paused"], [1, 7, 100])
    func pagesGoThroughEveryLine(pattern: String?, size: Int) async throws {
        let filter = LogFilter(pattern: pattern.map { LogPattern($0) })
        let all = try await lines(filter, .all)
        #expect(all.count >= 60)

        var (older, numbers): ([MergedRecord], [String: UInt64]) = ([], [:])
        var (page, limited) = (try await lines(filter, .newest(size)), filter)
        while let first = page.first {
            older.insert(contentsOf: page, at: 0)
            for line in page.reversed() { numbers[line.service] = line.record.number }
            limited.before = place(first, numbers)
            page = try await lines(limited, .newest(size))
        }
        #expect(older == all)

        var newer: [MergedRecord] = []
        (numbers, limited) = ([:], filter)
        page = try await lines(filter, .oldest(size))
        while let last = page.last {
            newer += page
            for line in page { numbers[line.service] = line.record.number + 1 }
            limited.from = place(last, numbers)
            page = try await lines(limited, .oldest(size))
        }
        #expect(newer == all)
    }

    @Test func aPageCanBeginWithAnyLine() async throws {
        let all = try await lines(LogFilter(), .all)
        for (index, line) in all.enumerated() {
            let place = place(line, [line.service: line.record.number])
            #expect(try await lines(LogFilter(from: place), .oldest(1_000)) == Array(all[index...]))
            #expect(try await lines(LogFilter(before: place), .newest(1_000)) == Array(all[..<index]))
        }
    }

    @Test func placesOutsideTheLogsAreTaken() async throws {
        let all = try await lines(LogFilter(), .all)
        for service in ["a", "c", "unknown"] {
            let last = LogPlace(timeNs: .max, service: service, numbers: [service: .max])
            #expect(try await lines(LogFilter(from: last), .oldest(5)).isEmpty)
            #expect(try await lines(LogFilter(before: last), .newest(1_000)) == all)
            let first = LogPlace(timeNs: .min, service: service, numbers: [service: 0])
            #expect(try await lines(LogFilter(from: first), .oldest(1_000)) == all)
            #expect(try await lines(LogFilter(before: first), .newest(5)).isEmpty)
        }
    }

    @Test func theOldestPageSaysWhatWasDropped() async throws {
        let directory = try TemporaryDirectory()
        let log = try ServiceLog.open(
            in: directory,
            limits: LogLimits(bytesPerService: 4_000, segmentBytes: 1_000)
        )
        for number in 0..<1_000 { log.append("line \(number)\n", at: Int64(number)) }
        func page(_ filter: LogFilter, _ extent: LogSelection.Extent) async throws -> [MergedRecord] {
            try await LogSelection([log], filter: filter, extent: extent).all().map(\.merged)
        }
        let first = try await page(LogFilter(), .oldest(10))
        #expect(first.count == 10 && first[0].record.stream == .system)
        #expect(first[0].record.text.contains("lines were dropped"))
        #expect(try await page(LogFilter(), .newest(2_000)).first == first[0])
        #expect(try await page(LogFilter(), .newest(10)).allSatisfy { $0.record.stream == .stdout })
        // Nothing comes before the notice.
        #expect(
            try await page(LogFilter(before: place(first[0], ["api": first[0].record.number])), .newest(10)).isEmpty
        )
        let second = place(first[1], ["api": first[1].record.number])
        #expect(try await page(LogFilter(before: second), .newest(10)) == [first[0]])
    }
}
