import LogAnalysis
import LogStore
import Testing

@testable import DockerRuntime

struct LogOverlapTests {
    private func record(_ text: String, _ timeNs: Int64, _ stream: LogStream = .stdout, ended: Bool = true) -> LogRecord
    {
        LogRecord(number: 0, timeNs: timeNs, stream: stream, bytes: Array(text.utf8), isTerminated: ended)
    }

    private func line(_ text: String, _ timeNs: Int64, _ stream: LogStream = .stdout) -> EngineLine {
        EngineLine(stream: stream, bytes: Array(text.utf8), isTerminated: true, timeNs: timeNs)
    }

    private func new(_ stored: [LogRecord], _ lines: [EngineLine]) -> [String] {
        var overlap = LogOverlap(newest: stored)
        let taken = lines.flatMap { overlap.take($0) } + overlap.decide()
        return taken.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test func storedLinesAreLeftOut() {
        let stored = [record("a", 10), record("b", 20), record("c", 30)]
        #expect(new(stored, [line("b", 19), line("c", 29), line("d", 40)]) == ["d"])
    }

    @Test func everythingIsNewToAnEmptyLog() {
        #expect(new([], [line("a", 1), line("b", 2)]) == ["a", "b"])
    }

    @Test func linesOfTheSameTextAreToldApartByTheirTime() {
        let stored = (1...3).map { record("tick", $0 * 10) }
        let lines = [line("tick", 19), line("tick", 29), line("tick", 39), line("tick", 49)]
        #expect(new(stored, lines) == ["tick", "tick"])
    }

    @Test func aLineThatWasOnItsWayIsNotLost() {
        let stored = [record("a", 10), record("b", 20), record("e", 30, .stderr)]
        let lines = [line("b", 18), line("e", 28, .stderr), line("late", 29), line("d", 40)]
        #expect(new(stored, lines) == ["late", "d"])
    }

    @Test func theRestOfAnUnfinishedLineIsAdded() {
        let stored = [record("a", 10), record("Passw", 20, ended: false)]
        #expect(new(stored, [line("a", 9), line("Password: ok", 19), line("d", 40)]) == ["ord: ok", "d"])
    }

    @Test func notesOfCpadevDoNotCount() {
        let stored = [record("a", 10), record("started", 90, .system)]
        #expect(new(stored, [line("a", 9), line("b", 50)]) == ["b"])
    }

    @Test func partsOfALongLineAreOneLine() {
        var first = record("aa", 10, ended: false)
        first.isContinued = true
        var second = record("bb", 11)
        second.isContinuation = true
        #expect(new([first, second], [line("aabb", 9), line("c", 12)]) == ["c"])
    }

    @Test func olderLinesThatLookDifferentAreNotWrittenTwice() {
        #expect(new([record("x", 10)], [line("y", 9), line("z", 11)]) == ["z"])
    }
}
