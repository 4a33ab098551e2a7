import ControlAPI
import Testing

@testable import TerminalUI

@Suite struct LogPaneTests {
    @Test func bufferKeepsTheNewestLines() {
        var buffer = LogBuffer(maximumLines: 5)
        for number in 0..<23 { buffer.append(Fixtures.lines(number..<number + 1)) }
        #expect(buffer.startIndex == 18)
        #expect(buffer.endIndex == 23)
        #expect((18..<23).map { buffer[$0].text } == (18..<23).map { "line \($0)" })
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 11, 50])
    func batchesOfAnySizeAreTheSame(_ size: Int) {
        var buffer = LogBuffer(maximumLines: 7)
        for start in stride(from: 0, to: 100, by: size) {
            buffer.append(Fixtures.lines(start..<min(100, start + size)))
        }
        #expect(buffer.arrived == 100)
        #expect((1...7).contains(buffer.count))
        let kept = (buffer.startIndex..<buffer.endIndex).map { buffer[$0].number }
        #expect(kept == (UInt64(100 - kept.count)..<100).map(\.self))
    }

    @Test func bufferIsBoundedInBytes() {
        var buffer = LogBuffer(maximumLines: 1000, maximumBytes: 10_000)
        for number in 0..<500 {
            buffer.append([Fixtures.line("a", String(repeating: "x", count: number % 700), number: UInt64(number))])
        }
        let bytes = (buffer.startIndex..<buffer.endIndex).reduce(0) { $0 + buffer[$1].text.utf8.count }
        #expect(bytes <= 10_000)
        #expect(buffer.endIndex == 500)
        #expect(buffer[499].number == 499)
    }

    @Test func veryLongLineIsKeptWhole() {
        var buffer = LogBuffer()
        buffer.append([Fixtures.line("a", String(repeating: "決", count: 300_000))])
        #expect(buffer[0].text.utf8.count == 900_000)
    }

    @Test func skippedLinesCount() {
        var buffer = LogBuffer(maximumLines: 5)
        buffer.append(Fixtures.lines(0..<3))
        buffer.append(Fixtures.lines(100..<104), skipped: 97)
        #expect(buffer.arrived == 104)
        #expect(buffer.skipped(before: buffer.endIndex - 4) == 97)
        #expect(buffer[buffer.endIndex - 4].number == 100)
    }

    @Test func pausedViewStaysWhileLinesCome() {
        var pane = LogsPane()
        pane.append(Fixtures.lines(0..<100), skipped: 0)
        pane.scroll(by: -10, fitting: 20)
        pane.append(Fixtures.lines(100..<150), skipped: 0)
        #expect(pane.viewEnd == 90)
        #expect(pane.newLines == 50)
    }

    @Test func pausedViewMovesWhenItsLinesAreGone() {
        var pane = LogsPane()
        pane.append(Fixtures.lines(0..<100), skipped: 0)
        pane.goToFirst(fitting: 20)
        pane.append(Fixtures.lines(100..<30_000), skipped: 0)
        #expect(pane.viewEnd == pane.buffer.startIndex)
        pane.scroll(by: 1, fitting: 20)
        #expect(pane.viewEnd == pane.buffer.startIndex + 20)
    }

    @Test func linesThatComeAgainAreTakenOnce() {
        var pane = LogsPane()
        pane.append(Fixtures.lines(0..<10), skipped: 0)
        pane.resubscribe()
        pane.append(Fixtures.lines(5..<8), skipped: 0)
        pane.append(Fixtures.lines(8..<15), skipped: 0)
        #expect(pane.buffer.count == 15)
        pane.append(Fixtures.lines(15..<16), skipped: 0)
        #expect(pane.buffer.count == 16)
    }

    @Test func logThatBeginsAnewIsTaken() {
        var pane = LogsPane()
        pane.append(Fixtures.lines(0..<10), skipped: 0)
        pane.resubscribe()
        pane.append([Fixtures.line("backend", "again", at: 60, number: 0)], skipped: 0)
        #expect(pane.buffer.count == 11)
    }

    @Test func floodIsBoundedInTheInbox() {
        let inbox = Inbox()
        for start in stride(from: 0, to: 200_000, by: 1000) {
            inbox.post(logs: LogBatch(Fixtures.lines(start..<start + 1000)), generation: 3)
        }
        guard case .logs(let generation, let lines, let skipped) = inbox.drain().last else {
            Issue.record("no lines")
            return
        }
        #expect(generation == 3)
        #expect(lines.count <= 20_000)
        #expect(lines.count + skipped == 200_000)
        #expect(lines.last?.text == "line 199999")
        #expect(inbox.drain().isEmpty)
    }

    @Test func hugeLinesAreBoundedInTheInbox() {
        let inbox = Inbox()
        let text = String(repeating: "x", count: 1 << 20)
        for number in 0..<200 {
            inbox.post(logs: LogBatch([Fixtures.line("a", text, number: UInt64(number))]), generation: 0)
        }
        guard case .logs(_, let lines, let skipped) = inbox.drain().last else {
            Issue.record("no lines")
            return
        }
        #expect(lines.count <= 64)
        #expect(lines.count + skipped == 200)
        #expect(lines.last?.number == 199)
    }

    @Test func linesBeforeABreakComeBeforeIt() {
        let inbox = Inbox()
        inbox.post(logs: LogBatch(Fixtures.lines(0..<1)), generation: 0)
        inbox.post(.logsInterrupted(generation: 0))
        inbox.post(logs: LogBatch(Fixtures.lines(1..<2)), generation: 0)
        let kinds = inbox.drain().map { message in
            switch message {
            case .logs: "lines"
            case .logsInterrupted: "break"
            default: "other"
            }
        }
        #expect(kinds == ["lines", "break", "lines"])
    }
}
