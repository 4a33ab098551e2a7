import Dispatch
import Foundations
import LogAnalysis
import Testing

@testable import LogStore

@Suite(.timeLimit(.minutes(2))) struct SelectionFollowTests {
    private let directory: TemporaryDirectory
    private let store: LogStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try LogStore(directory: directory.path, limits: LogLimits(segmentBytes: 20_000))
    }

    /// The texts of what comes next, context in parentheses.
    private func next(_ iterator: inout LogSelection.AsyncIterator, _ count: Int) async throws -> [String] {
        var texts: [String] = []
        while texts.count < count, let batch = try await iterator.next() {
            texts += batch.records.map { $0.isContext ? "(\($0.merged.record.text))" : $0.merged.record.text }
        }
        return texts
    }

    @Test(arguments: [LogSelection.Extent.all, .newest(2)]) func whatComesLaterIsFiltered(
        extent: LogSelection.Extent
    ) async throws {
        let log = try store.log(for: "a")
        log.append("hit 1\nmiss\nhit 2\nmiss\n")
        let filter = LogFilter(pattern: LogPattern("hit"))
        var iterator = try LogSelection([log], filter: filter, extent: extent, follows: true).makeAsyncIterator()
        #expect(try await next(&iterator, 2) == ["hit 1", "hit 2"])
        log.append("miss\nhit 3\n")
        #expect(try await next(&iterator, 1) == ["hit 3"])
        log.append("hit 4")
        log.close()
        #expect(try await next(&iterator, 100) == ["hit 4"])
    }

    @Test(arguments: [LogSelection.Extent.all, .newest(1)]) func contextGoesOnWithWhatComes(
        extent: LogSelection.Extent
    ) async throws {
        let log = try store.log(for: "a")
        log.append("1\n2\nhit\n")
        let filter = LogFilter(pattern: LogPattern("hit"))
        var iterator = try LogSelection([log], filter: filter, extent: extent, context: 2, follows: true)
            .makeAsyncIterator()
        #expect(try await next(&iterator, 3) == ["(1)", "(2)", "hit"])
        log.append("3\n")
        #expect(try await next(&iterator, 1) == ["(3)"])
        log.append("4\n5\n6\n7\nhit\nhit\n8\n")
        log.close()
        #expect(try await next(&iterator, 100) == ["(4)", "(6)", "(7)", "hit", "hit", "(8)"])
    }

    @Test func whatContinuesAnErrorInANewLogIsOneToo() async throws {
        let log = try store.log(for: "a")
        log.append("ERROR failed\n")
        var iterator = try LogSelection([log], filter: LogFilter(leastLevel: .error), follows: true)
            .makeAsyncIterator()
        #expect(try await next(&iterator, 1) == ["ERROR failed"])
        log.append("    at main\n")
        log.close()
        #expect(try await next(&iterator, 100) == ["    at main"])
    }

    @Test(arguments: [
        (LogFilter(leastLevel: .error), ["ERROR one ", "two ", "three", "ERROR next"]),
        (LogFilter(pattern: LogPattern("one")), ["ERROR one ", "two ", "three"]),
        (LogFilter(pattern: LogPattern("one $")), ["ERROR one ", "two ", "three"]),
        (LogFilter(pattern: LogPattern("one two")), ["ERROR one two ", "three"]),
        (LogFilter(pattern: LogPattern("two three|next")), ["ERROR one two three", "ERROR next"]),
        (LogFilter(pattern: LogPattern("^two|next")), ["ERROR next"]),
        (LogFilter(pattern: LogPattern("two"), isInverted: true), ["INFO", "ERROR one ", "ERROR next"]),
        (LogFilter(words: ["three"]), ["ERROR one two three"]),
    ])
    func thePartsOfALineAreDecidedTogether(filter: LogFilter, expected: [String]) async throws {
        for context in [0, 1] where context == 0 || filter.leastLevel == .error {
            let log = try store.log(for: "context-\(context)")
            let follower = log.changes()
            defer { withExtendedLifetime(follower) {} }
            let wave = ScanWave(try LineCriteria(filter), [log], includesRecords: true)
            let views = [log.publication.view.withoutFiles]
            var search = ForwardSearch(wave, views, ranges: [0..<0], context: context)
            var texts: [String] = []
            for part in ["INFO\nERROR one ", "two ", "three\nERROR next\n"] {
                log.append(part)
                log.flushPartialLine(of: .stdout, at: 1)
                search.extend(to: [log.publication.view.withoutFiles])
                while !search.isSearched { try await search.search() }
                texts += try search.take(LogSelection.BatchLimits()).filter { !$0.isContext }.map(\.merged.record.text)
            }
            #expect(texts == expected)
        }
    }

    @Test(arguments: [LogFilter(), LogFilter(pattern: LogPattern("line"))])
    func followingEndsWithTheLastMomentThatIsWanted(filter: LogFilter) async throws {
        let log = try store.log(for: "a")
        log.append("line 1\n", at: 1000)
        log.append("line 2\n", at: 3000)
        for (until, expected) in [(Int64(2000), ["line 1"]), (500, []), (4000, ["line 1", "line 2"])] {
            var filter = filter
            filter.until = until
            // All of these are long past.
            let records = try await LogSelection([log], filter: filter, follows: true).all()
            #expect(records.map(\.merged.record.text) == expected)
        }
    }

    @Test func followingEndsOnceTheTimeHasCome() async throws {
        let log = try store.log(for: "a")
        var filter = LogFilter()
        filter.until = WallClock.nowNs + 200_000_000
        let records = Task { [filter] in try await LogSelection([log], filter: filter, follows: true).all() }
        log.append("in time\n", at: WallClock.nowNs)
        // Nothing is written any more, so only the time ends it.
        #expect(try await records.value.map(\.merged.record.text) == ["in time"])
        #expect(WallClock.nowNs >= filter.until ?? 0)
    }

    @Test func aFollowerSeesEveryHitOnceWhileThreadsWrite() async throws {
        let logs = try ["a", "b"].map { try store.log(for: $0) }
        let selection = try LogSelection(logs, filter: LogFilter(pattern: LogPattern("7$")), follows: true)
        for log in logs {
            DispatchQueue.global().async {
                for number in 0..<20_000 { log.append("\(number)\n", at: Int64(number)) }
                log.close()
            }
        }
        var seen: [String: [Int]] = [:]
        for record in try await selection.all() {
            seen[record.merged.service, default: []].append(Int(record.merged.record.text) ?? -1)
        }
        let expected = (0..<20_000).filter { $0 % 10 == 7 }
        #expect(seen == ["a": expected, "b": expected])
    }

    @Test(arguments: [LogFilter(), LogFilter(pattern: LogPattern("line"))])
    func aReaderThatIsTooSlowGoesOnWithTheNewest(
        filter: LogFilter
    ) async throws {
        let log = try store.log(for: "a")
        log.append("line 0\n")
        var iterator = try LogSelection([log], filter: filter, extent: .newest(10), follows: true, maximumLag: 100)
            .makeAsyncIterator()
        #expect(try await next(&iterator, 1) == ["line 0"])
        for number in 1...1_000 { log.append("line \(number)\n") }
        log.close()
        var skipped = 0
        var texts: [String] = []
        while let batch = try await iterator.next() {
            skipped += batch.skipped
            #expect(batch.skipped == 0 || texts.isEmpty)
            texts += batch.records.map(\.merged.record.text)
        }
        #expect(skipped == 900)
        #expect(texts == (901...1_000).map { "line \($0)" })
    }

    @Test func historyIsNeverSkipped() async throws {
        let log = try store.log(for: "a")
        for number in 0..<1_000 { log.append("line \(number)\n") }
        log.close()
        let selection = try LogSelection([log], filter: LogFilter(), follows: true, maximumLag: 10)
        #expect(try await selection.all().count == 1_000)
    }

    @Test(arguments: [LogFilter(), LogFilter(pattern: LogPattern("a"))]) func followingEndsWhenItsTaskIsCancelled(
        filter: LogFilter
    ) async throws {
        let log = try store.log(for: "a")
        log.append("a line\n")
        let (started, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let follower = Task {
            var count = 0
            for try await batch in try LogSelection([log], filter: filter, follows: true) {
                count += batch.records.count
                signal.yield()
            }
            return count
        }
        for await _ in started { break }
        follower.cancel()
        #expect(try await follower.value == 1)
    }

    @Test func aSearchEndsWhenItsTaskIsCancelled() async throws {
        let log = try store.log(for: "a")
        let filler = String(repeating: "nothing to see here\n", count: 3_000)
        for time in 0..<200 { log.append(filler, at: Int64(time)) }
        log.append("needle\n", at: 300)
        let search = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await LogSelection([log], filter: LogFilter(pattern: LogPattern("needle"))).all()
        }
        #expect(try await search.value.isEmpty)
    }

    @Test func aFollowerThatIsGoneIsForgotten() async throws {
        let log = try store.log(for: "a")
        log.append("a\n")
        do {
            var iterator = try LogSelection([log], filter: LogFilter(pattern: LogPattern("a")), follows: true)
                .makeAsyncIterator()
            #expect(try await next(&iterator, 1) == ["a"])
            #expect(log.publication.wakeUps.hasListeners)
        }
        #expect(!log.publication.wakeUps.hasListeners)
    }
}
