import LogAnalysis
import LogStore
import Runtime
import Testing

@testable import NativeRuntime

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
