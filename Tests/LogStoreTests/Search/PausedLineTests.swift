import LogAnalysis
import Testing

@testable import LogStore

/// Lines that paused while somebody followed them, so that their parts are records of their own.
@Suite(.timeLimit(.minutes(2))) struct PausedLineTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func makeLog(
        _ limits: LogLimits = LogLimits(),
        _ body: (ServiceLog) -> Void
    ) throws -> ServiceLog {
        let log = try ServiceLog.open(in: directory, limits: limits)
        let follower = log.changes()
        defer { withExtendedLifetime(follower) {} }
        body(log)
        return log
    }

    /// `before`, a prompt whose answer comes later, and `after`.
    private func prompt() throws -> ServiceLog {
        try makeLog { log in
            log.append("before\n", at: 10)
            log.append("Name: ", at: 20)
            log.flushPartialLine(of: .stdout, at: 20)
            log.append("done\n", at: 30)
            log.append("after\n", at: 40)
        }
    }

    private func texts(
        _ log: ServiceLog,
        _ filter: LogFilter = LogFilter(),
        _ extent: LogSelection.Extent = .all,
        context: Int = 0
    ) async throws -> [String] {
        try await LogSelection([log], filter: filter, extent: extent, context: context).all()
            .map(\.merged.record.text)
    }

    @Test func aReaderOfThePastGetsOneLine() async throws {
        let log = try prompt()
        #expect(try log.texts() == ["before", "Name: ", "done", "after"])
        #expect(try await texts(log) == ["before", "Name: done", "after"])
        let line = try #require(try await LogSelection([log], filter: LogFilter()).all().dropFirst().first)
        #expect(line.merged.record.number == 2 && line.merged.record.timeNs == 20)
        #expect(line.merged.record.isTerminated && !line.merged.record.isContinued)
    }

    @Test func aSearchFindsTextAcrossTheParts() async throws {
        let log = try prompt()
        for pattern in ["Name: done", "e: d"] {
            let filter = LogFilter(pattern: LogPattern(pattern, kind: .literal))
            for extent in [LogSelection.Extent.all, .newest(1), .oldest(1)] {
                #expect(try await texts(log, filter, extent) == ["Name: done"])
                #expect(try await texts(log, filter, extent, context: 1) == ["before", "Name: done", "after"])
            }
        }
        #expect(try await texts(log, LogFilter(pattern: LogPattern("^done"))) == [])
        #expect(try await texts(log, LogFilter(pattern: LogPattern("after|before")), context: 1).count == 3)
    }

    @Test func theNewestLinesAreCountedAsLines() async throws {
        let log = try prompt()
        #expect(try await texts(log, .init(), .newest(1)) == ["after"])
        #expect(try await texts(log, .init(), .newest(2)) == ["Name: done", "after"])
        #expect(try await texts(log, .init(), .newest(3)) == ["before", "Name: done", "after"])
    }

    @Test func aLineIsAtTheTimeOfItsFirstPart() async throws {
        let log = try prompt()
        #expect(try await texts(log, LogFilter(since: 15)) == ["Name: done", "after"])
        #expect(try await texts(log, LogFilter(since: 25)) == ["after"])
        #expect(try await texts(log, LogFilter(until: 25)) == ["before", "Name: done"])
        #expect(try await texts(log, LogFilter(until: 25), .newest(1)) == ["Name: done"])
        #expect(try await texts(log, LogFilter(pattern: LogPattern("done"), since: 25)) == [])
        #expect(try await texts(log, LogFilter(pattern: LogPattern("done"), until: 25)) == ["Name: done"])
    }

    @Test func theLinesAfterItKeepTheirTime() async throws {
        let log = try makeLog { log in
            log.append("Name: ", at: 20)
            log.flushPartialLine(of: .stdout, at: 20)
            log.append("done\nafter\n", at: 30)
        }
        for filter in [LogFilter(), LogFilter(pattern: LogPattern("after|done"))] {
            let records = try await LogSelection([log], filter: filter).all().map(\.merged.record)
            #expect(records.map(\.text) == ["Name: done", "after"] && records.map(\.timeNs) == [20, 30])
        }
        #expect(try await texts(log, LogFilter(pattern: LogPattern("a"), since: 25)) == ["after"])
        #expect(try await texts(log, LogFilter(until: 25)) == ["Name: done"])
    }

    @Test func smallBatchesDoNotSplitALine() async throws {
        let log = try prompt()
        let selection = try LogSelection(
            [log],
            filter: LogFilter(),
            batchLimits: LogSelection.BatchLimits(records: 1, bytes: 1)
        )
        #expect(try await selection.all().map(\.merged.record.text) == ["before", "Name: done", "after"])
    }

    @Test func aFollowerGetsTheRestAsItArrives() async throws {
        let log = try ServiceLog.open(in: directory)
        log.append("Name: ", at: 20)
        var lines = try LogSelection([log], filter: LogFilter(), follows: true).makeAsyncIterator()
        log.flushPartialLine(of: .stdout, at: 20)
        #expect(try await lines.next()?.records.map(\.merged.record.text) == ["Name: "])
        log.append("done\n", at: 30)
        #expect(try await lines.next()?.records.map(\.merged.record.text) == ["done"])
        #expect(try await texts(log) == ["Name: done"])
    }

    /// The rest of a line arrives after a reader has determined where the log ends.
    @Test(
        arguments: [LogFilter(), LogFilter(until: 25), LogFilter(pattern: LogPattern("Name"))],
        [LogSelection.Extent.all, .newest(2), .oldest(2)]
    )
    func thePartBeforeTheEndStaysIfTheRestArrives(filter: LogFilter, extent: LogSelection.Extent) async throws {
        for context in [0, 1] {
            let directory = try TemporaryDirectory()
            let log = try ServiceLog.open(in: directory)
            let follower = log.changes()
            defer { withExtendedLifetime(follower) {} }
            log.append("Name of before\n", at: 10)
            log.append("Name: ", at: 20)
            log.flushPartialLine(of: .stdout, at: 20)
            let selection = try LogSelection([log], filter: filter, extent: extent, context: context)
            var lines = selection.makeAsyncIterator()
            log.append("done\n", at: 30)
            log.append("after\n", at: 40)
            var texts: [String] = []
            while let batch = try await lines.next() { texts += batch.records.map(\.merged.record.text) }
            #expect(texts == ["Name of before", "Name: "], "context \(context)")
        }
    }

    @Test func linesOfAnotherStreamSeparateTheParts() async throws {
        let log = try makeLog { log in
            log.append("Name: ")
            log.flushPartialLine(of: .stdout, at: 1)
            log.append("warning\n", stream: .stderr)
            log.append("done\n")
        }
        #expect(try await texts(log) == ["Name: ", "warning", "done"])
    }

    @Test func thePartsOfALongLineStayRecords() async throws {
        let log = try makeLog(LogLimits(lineBytes: 8)) { log in
            log.append("0123456789abcdefgh")
            log.append("ij\n")
        }
        #expect(try await texts(log) == ["01234567", "89abcdef", "ghij"])
    }

    /// More parts than an index window holds, among lines of other runs.
    @Test(arguments: [300, 4_200, 9_000]) func aProgressBarIsOneLine(parts: Int) async throws {
        let log = try makeLog { log in
            for number in 0..<5 { log.append("before \(number)\n", at: 5) }
            for number in 0..<parts {
                log.append("\(number)\r", at: 10)
                log.flushPartialLine(of: .stdout, at: 10)
            }
            log.append("end\nnext\n", at: 20)
            for number in 0..<5 { log.append("after \(number)\n", at: 30) }
        }
        let bar = (0..<parts).map { "\($0)\r" }.joined() + "end"
        #expect(try await texts(log, .init(), .newest(7)) == [bar, "next"] + (0..<5).map { "after \($0)" })
        #expect(try await texts(log).count == 12)
        let found = try await texts(log, LogFilter(pattern: LogPattern("next|before 4|fter 0")), context: 1)
        #expect(found == ["before 3", "before 4", bar, "next", "after 0", "after 1"])
        guard parts < 4_096 else { return }
        let filter = LogFilter(pattern: LogPattern("\(parts - 1)\rend", kind: .literal))
        for extent in [LogSelection.Extent.all, .newest(1), .oldest(1)] {
            #expect(try await texts(log, filter, extent) == [bar])
        }
    }
}
