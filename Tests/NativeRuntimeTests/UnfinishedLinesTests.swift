import LogAnalysis
import LogStore
import Runtime
import Testing

@testable import NativeRuntime

@Suite struct UnfinishedLinesTests {
    private let patience = UnfinishedLines.patience
    private var lines = UnfinishedLines()

    private mutating func read(_ text: String, from output: Int32 = 1, at now: Int64) {
        var text = text
        text.withUTF8 { lines.read(UnsafeRawBufferPointer($0), from: output, at: now) }
    }

    @Test mutating func wholeLinesAreNeverDue() {
        read("a\nb\n", at: 0)
        #expect(lines.timeout(at: 0) == -1)
        #expect(lines.takeDue(at: .max) == [])
    }

    @Test mutating func aPromptIsDueOnce() {
        read("a\npassword: ", at: 1_000)
        #expect(lines.timeout(at: 1_000) == Int32(patience / 1_000_000))
        #expect(lines.takeDue(at: 999 + patience) == [])
        #expect(lines.timeout(at: 999 + patience) == 1, "rounded up, or it would be asked again and again")
        #expect(lines.takeDue(at: 1_000 + patience) == [1])
        #expect(lines.takeDue(at: .max) == [])
    }

    @Test mutating func aProgressBarDoesNotPutItOff() {
        read("10 %\r", at: 0)
        read("20 %\r", at: patience - 1)
        #expect(lines.takeDue(at: patience) == [1])
    }

    @Test mutating func aFloodThatIsCutAnywhereIsNotDue() {
        for now in stride(from: Int64(0), to: 10 * patience, by: 1_000_000) {
            read("a line\nhalf of", at: now)
            #expect(lines.takeDue(at: now) == [])
        }
        read(" another\n", at: 10 * patience)
        #expect(lines.timeout(at: 10 * patience) == -1)
    }

    @Test mutating func aFullBufferOfStdioIsNoPrompt() {
        read(String(repeating: "x", count: 8192), at: 0)
        #expect(lines.timeout(at: 0) == -1)
    }

    @Test mutating func outputsAreKeptApart() {
        read("a", from: 1, at: 0)
        read("b", from: 2, at: 10)
        read("\n", from: 1, at: 20)
        #expect(lines.takeDue(at: 10 + patience) == [2])
        read("c", from: 3, at: 0)
        lines.forget(3)
        #expect(lines.timeout(at: 0) == -1)
    }
}

@Suite(.timeLimit(.minutes(1))) struct PromptTests {
    /// It neither ends nor writes a newline.
    @Test func aPromptIsInTheLogWhileItsServiceWaits() async throws {
        let harness = try NativeHarness.shared
        let launch = harness.launch(shell: "echo before; printf 'password: '; exec sleep 1000")
        _ = try await harness.runtime.start(launch)
        let log = try harness.log(of: launch)
        var changes = log.changes().makeAsyncIterator()
        func texts() throws -> [String] { try log.tail(.max).filter { $0.stream == .stdout }.map(\.text) }
        while try texts().count < 2, await changes.next() != nil {}
        #expect(try texts() == ["before", "password: "])
        #expect(try log.tail(1).first?.isContinued == true)
        await harness.kill(launch)
        _ = await harness.exits.status(of: launch.instance)
    }
}
