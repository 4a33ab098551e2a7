import LogAnalysis
import TestSupport
import Testing

@testable import LogStore

@Suite(.timeLimit(.minutes(2))) struct LogSelectionTests {
    static let filters: [LogFilter] = [
        LogFilter(),
        LogFilter(pattern: LogPattern("needle", kind: .literal)),
        LogFilter(pattern: LogPattern("NEEDLE", kind: .literal)),
        LogFilter(pattern: LogPattern("status=5\\d\\d")),
        LogFilter(pattern: LogPattern("kelvin")),
        LogFilter(pattern: LogPattern("error|needle")),
        LogFilter(pattern: LogPattern("error|stat[a-z]+=|kelvin")),
        LogFilter(pattern: LogPattern("STATUS", case: .insensitive)),
        LogFilter(pattern: LogPattern("(a+)+$|quest")),
        LogFilter(pattern: LogPattern("^$")),
        LogFilter(pattern: LogPattern("needle\nerror", kind: .literal)),
        LogFilter(pattern: LogPattern("error\\s+needle")),
        LogFilter(pattern: LogPattern("needle"), isInverted: true),
        LogFilter(pattern: LogPattern("nowhere")),
        LogFilter(streams: [.stderr]),
        LogFilter(pattern: LogPattern("err"), streams: [.system, .stderr]),
        LogFilter(since: 100, until: 200),
        LogFilter(pattern: LogPattern("ünï", kind: .literal), since: 40, until: 300),
        LogFilter(pattern: LogPattern("ok"), isInverted: true, streams: [.stdout], since: 20),
        LogFilter(pattern: LogPattern("ok"), since: 9_000),
    ]

    @Test(arguments: filters) func aSelectionIsWhatAnOracleFinds(filter: LogFilter) async throws {
        for seed in 1...3 {
            let random = try RandomLogs(seed: UInt64(seed))
            for context in [0, 1, 5] {
                let oracle = SelectionOracle(logs: random.logs, filter: filter, context: context)
                for extent in [LogSelection.Extent.all] + [0, 1, 7, 60, 5_000].flatMap({ [.newest($0), .oldest($0)] }) {
                    let selection = try LogSelection(random.logs, filter: filter, extent: extent, context: context)
                    let found = try await selection.all()
                    let expected = try oracle.records(extent)
                    #expect(found == expected, "\(extent), context \(context), seed \(seed)")
                }
            }
        }
    }

    @Test(arguments: filters) func whatDoesNotFitIntoMemoryIsSearchedOnceMore(filter: LogFilter) async throws {
        let random = try RandomLogs(seed: 9)
        for context in [0, 2] {
            var selection = try LogSelection(random.logs, filter: filter, extent: .newest(50), context: context)
            selection.weightLimit = 500
            let oracle = SelectionOracle(logs: random.logs, filter: filter, context: context)
            #expect(try await selection.all() == oracle.records(.newest(50)))
        }
    }

    @Test func errorsThatOneServiceExpectsAreErrorsOfTheOthers() async throws {
        let directory = try TemporaryDirectory()
        let store = try LogStore(directory: directory.path)
        let logs = try ["a", "b"].map { try store.log(for: $0) }
        store.expect(["no leader"], of: "a")
        store.expect(["no leader"], of: "c")
        for log in logs + [try store.log(for: "c")] { log.append("ERROR no leader\nERROR other\n") }
        let selection = try LogSelection(
            logs + [try store.log(for: "c")],
            filter: LogFilter(leastLevel: .error),
            extent: .all
        )
        let found = try await selection.all().map { "\($0.merged.service): \($0.merged.record.text)" }
        #expect(found.sorted() == ["a: ERROR other", "b: ERROR no leader", "b: ERROR other", "c: ERROR other"])
    }

    @Test(arguments: [LogFilter(since: 5), LogFilter(until: 9), LogFilter(since: 5, until: 9)])
    func anEmptyLogHasNoLineAtAnyTime(filter: LogFilter) async throws {
        let directory = try TemporaryDirectory()
        let store = try LogStore(directory: directory.path)
        let (empty, full) = (try store.log(for: "empty"), try store.log(for: "full"))
        full.append("line\n", at: 7)
        func texts(_ logs: [ServiceLog], context: Int, follows: Bool = false) async throws -> [String] {
            try await LogSelection(logs, filter: filter, context: context, follows: follows).all()
                .map(\.merged.record.text)
        }
        for context in [0, 1] {
            #expect(try await texts([empty], context: context) == [])
            #expect(try await texts([empty, full], context: context) == ["line"])
        }
        // Following ends with the logs.
        for log in [empty, full] { log.close() }
        for context in [0, 1] {
            #expect(try await texts([empty], context: context, follows: true) == [])
            #expect(try await texts([full, empty], context: context, follows: true) == ["line"])
        }
    }

    @Test func logsOfMoreThanOneWaveAreSearchedInOrder() async throws {
        let directory = try TemporaryDirectory()
        let store = try LogStore(directory: directory.path, limits: LogLimits(segmentBytes: 1 << 20))
        let logs = try ["a", "b", "quiet"].map { try store.log(for: $0) }
        var random = SeededGenerator(seed: 5)
        let filler = String(repeating: "x", count: 200)
        for number in 0..<60_000 {
            let log = logs[Int.random(in: 0...1, using: &random)]
            let text = Int.random(in: 0..<50, using: &random) == 0 ? "needle" : filler
            log.append("\(number) \(text)\n", at: Int64(number))
        }
        logs[2].append("needle\n", at: 30_000)
        for filter in [
            LogFilter(pattern: LogPattern("needle")), LogFilter(pattern: LogPattern("n[aeiou]+dl")),
            LogFilter(pattern: LogPattern("x$"), isInverted: true),
        ] {
            let oracle = SelectionOracle(logs: logs, filter: filter, context: 0)
            #expect(try await LogSelection(logs, filter: filter).all() == oracle.records())
            #expect(
                try await LogSelection(logs, filter: filter, extent: .newest(700)).all() == oracle.records(.newest(700))
            )
            let near = SelectionOracle(logs: logs, filter: filter, context: 2)
            #expect(try await LogSelection(logs, filter: filter, context: 2).all() == near.records())
        }
    }

    @Test func aServiceWithoutHitsHoldsNobodyUp() async throws {
        let directory = try TemporaryDirectory()
        let store = try LogStore(directory: directory.path)
        let (quiet, talkative) = try (store.log(for: "quiet"), store.log(for: "talkative"))
        let filler = String(repeating: "nothing to see here\n", count: 3_000)
        for time in 0..<200 {
            quiet.append(filler, at: Int64(time))
            talkative.append("needle\n", at: Int64(time))
        }
        let selection = try LogSelection([quiet, talkative], filter: LogFilter(pattern: LogPattern("needle")))
        var iterator = selection.makeAsyncIterator()
        let first = try #require(try await iterator.next())
        #expect(first.records.first?.merged.record.text == "needle")
        #expect(first.scannedBytes < first.totalBytes / 4)
    }

    @Test func theNewestAreFoundWithoutSearchingEverything() async throws {
        let directory = try TemporaryDirectory()
        let log = try LogStore(directory: directory.path).log(for: "a")
        let filler = String(repeating: "nothing to see here\n", count: 3_000) + "needle\n"
        for time in 0..<400 { log.append(filler, at: Int64(time)) }
        var scanned = 0
        var times: [Int64] = []
        let filter = LogFilter(pattern: LogPattern("needle"))
        for try await batch in try LogSelection([log], filter: filter, extent: .newest(3)) {
            if !batch.records.isEmpty { scanned = batch.scannedBytes }
            times += batch.records.map(\.merged.record.timeNs)
        }
        #expect(times == [397, 398, 399])
        #expect(scanned < 3 << 20)
    }

    @Test func theEndOfASearchIsTold() async throws {
        let random = try RandomLogs(seed: 4)
        for filter in [LogFilter(pattern: LogPattern("nowhere")), LogFilter(pattern: LogPattern("needle"))] {
            var last = LogSelection.Batch()
            for try await batch in try LogSelection(random.logs, filter: filter) {
                #expect(batch.scannedBytes >= last.scannedBytes)
                last = batch
            }
            #expect(last.totalBytes > 0 && last.scannedBytes == last.totalBytes)
        }
    }

    @Test func batchesKeepTheirLimits() async throws {
        let random = try RandomLogs(seed: 8)
        for filter in [LogFilter(), LogFilter(pattern: LogPattern(".*"))] {
            let selection = try LogSelection(
                random.logs,
                filter: filter,
                extent: .newest(100),
                batchLimits: LogSelection.BatchLimits(records: 10)
            )
            var counts: [Int] = []
            for try await batch in selection where !batch.records.isEmpty { counts.append(batch.records.count) }
            #expect(counts == Array(repeating: 10, count: 10))
        }
    }

    @Test func nothingIsFoundAcrossTheEndOfALine() async throws {
        let directory = try TemporaryDirectory()
        let log = try LogStore(directory: directory.path).log(for: "a")
        log.append("one two\nthree ne", at: 1)
        // The record ends here, without a newline.
        log.finishPartialLines(at: 2)
        log.append("edle needle\nedl\n", at: 3)
        func texts(_ pattern: LogPattern) async throws -> [String] {
            try await LogSelection([log], filter: LogFilter(pattern: pattern)).all().map(\.merged.record.text)
        }
        #expect(try await texts(LogPattern("two\nthree", kind: .literal)) == [])
        #expect(try await texts(LogPattern("two\\s+three")) == [])
        #expect(try await texts(LogPattern("ne edl")) == [])
        #expect(try await texts(LogPattern("needle", kind: .literal)) == ["edle needle"])
        #expect(try await texts(LogPattern("needle|edl")) == ["edle needle", "edl"])
        #expect(try await texts(LogPattern("[ne]edle")) == ["edle needle"])
    }

    @Test func aBrokenPatternIsRefused() throws {
        #expect(throws: FilterError.self) { try LogSelection([], filter: LogFilter(pattern: LogPattern("a("))) }
    }

    @Test func segmentsThatAreDroppedMeanwhileAreLeftOut() async throws {
        let directory = try TemporaryDirectory()
        let limits = LogLimits(bytesPerService: 400_000, segmentBytes: 50_000)
        let log = try LogStore(directory: directory.path, limits: limits).log(for: "a")
        let line = String(repeating: "needle ", count: 60) + "\n"
        for number in 0..<700 { log.append(line, at: Int64(number)) }
        for context in [0, 3] {
            let filter = LogFilter(pattern: LogPattern("needle"))
            for extent in [LogSelection.Extent.all, .newest(100_000), .oldest(100_000)] {
                var iterator = try LogSelection([log], filter: filter, extent: extent, context: context)
                    .makeAsyncIterator()
                let old = log.lineCount
                for number in 0..<350 { log.append(line, at: Int64(700 + number)) }
                let first = log.firstLineNumber
                var numbers: [UInt64] = []
                while let batch = try await iterator.next() { numbers += batch.records.map(\.merged.record.number) }
                #expect(first < old)
                #expect(numbers == Array(first..<old))
            }
        }
    }
}
