import LogStore
import Testing

@Suite struct UnfinishedLinesTests {
    private static let start = ContinuousClock.now
    private let patience = UnfinishedLines<Int32>.patience
    private var lines = UnfinishedLines<Int32>()

    private mutating func read(_ text: String, from output: Int32 = 1, at time: Duration) {
        var text = text
        text.withUTF8 { _ = lines.read(UnsafeRawBufferPointer($0), from: output, at: Self.start + time) }
    }

    private mutating func takeDue(at time: Duration) -> Set<Int32> { lines.takeDue(at: Self.start + time) }

    @Test mutating func wholeLinesAreNeverDue() {
        read("a\nb\n", at: .zero)
        #expect(lines.nextDeadline == nil)
        #expect(takeDue(at: .seconds(9999)) == [])
    }

    @Test mutating func aPromptIsDueOnce() {
        read("a\npassword: ", at: .microseconds(1))
        #expect(lines.nextDeadline == Self.start + .microseconds(1) + patience)
        #expect(takeDue(at: .nanoseconds(999) + patience) == [])
        #expect(takeDue(at: .nanoseconds(1000) + patience) == [1])
        #expect(takeDue(at: .seconds(9999)) == [])
    }

    @Test mutating func aProgressBarDoesNotPutItOff() {
        read("10 %\r", at: .zero)
        read("20 %\r", at: patience - .nanoseconds(1))
        #expect(takeDue(at: patience) == [1])
    }

    @Test mutating func aFloodThatIsCutAnywhereIsNotDue() {
        for round in 0..<5000 {
            read("a line\nhalf of", at: .milliseconds(round))
            #expect(takeDue(at: .milliseconds(round)) == [])
        }
        read(" another\n", at: .milliseconds(5000))
        #expect(lines.nextDeadline == nil)
    }

    @Test mutating func aFullBufferOfStdioIsNoPrompt() {
        read(String(repeating: "x", count: 8192), at: .zero)
        #expect(lines.nextDeadline == nil)
    }

    @Test mutating func outputsAreKeptApart() {
        read("a", from: 1, at: .zero)
        read("b", from: 2, at: .nanoseconds(10))
        read("\n", from: 1, at: .nanoseconds(20))
        #expect(takeDue(at: .nanoseconds(10) + patience) == [2])
        read("c", from: 3, at: .zero)
        lines.forget(3)
        #expect(lines.nextDeadline == nil)
    }
}
