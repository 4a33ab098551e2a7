import ControlAPI
import LogAnalysis
import Testing

@testable import Commands

@Suite struct LogPositionTests {
    private func batch(_ lines: (service: String, number: UInt64, timeNs: Int64)...) -> PackedLogBatch {
        PackedLogBatch(
            LogBatch(
                lines.map {
                    LogLine(service: $0.service, stream: .stdout, timeNs: $0.timeNs, number: $0.number, text: "")
                }
            )
        )
    }

    @Test func linesThatCameBeforeAreKnownByTheirNumber() {
        var position = LogPosition(startedNs: 100)
        #expect(position.take(batch(("a", 0, 10), ("b", 0, 11), ("a", 1, 12))) == nil)
        #expect(
            position.take(batch(("a", 1, 12), ("b", 0, 11), ("a", 2, 12), ("b", 1, 13))) == [false, false, true, true]
        )
        #expect(position.take(batch(("c", 0, 5))) == nil)
    }

    @Test func aLogThatWasDeletedBeginsAgain() {
        var position = LogPosition(startedNs: 100)
        _ = position.take(batch(("a", 50, 200)))
        #expect(position.take(batch(("a", 0, 300), ("a", 1, 300))) == nil)
    }

    @Test func theNextQuestionLeavesNothingOutAndAsksForNoTail() {
        let query = LogQuery(services: ["a", "b"], tail: 20, follow: true)
        var position = LogPosition(startedNs: 100)
        _ = position.take(batch(("a", 7, 50), ("b", 3, 60)))
        // All that came is older than the beginning: a third service's lines are wanted from the newest of them on.
        var expected = LogQuery(services: ["a", "b"], filter: LogFilter(since: 50), follow: true)
        #expect(position.continuation(of: query) == expected)
        _ = position.take(batch(("a", 8, 500), ("b", 4, 600)))
        expected.filter.since = 100
        #expect(position.continuation(of: query) == expected)
    }

    @Test func beforeAnyLineTheFirstQuestionStandsWithoutWhatWasNotWanted() {
        let position = LogPosition(startedNs: 100)
        let all = LogQuery(filter: LogFilter(since: 7), follow: true)
        #expect(position.continuation(of: all) == all)
        let tail = LogQuery(filter: LogFilter(since: 7), tail: 0, follow: true)
        #expect(position.continuation(of: tail) == LogQuery(filter: LogFilter(since: 100), follow: true))
    }
}
