import Glibc
import Runtime
import TestSupport
import Testing

@testable import NativeRuntime

@Suite(.timeLimit(.minutes(1))) struct MarkedProcessesTests {
    private let harness: NativeHarness

    init() throws { harness = try NativeHarness.shared }

    /// Where in the environment the entry stands; the environment is sorted. A page and the buffer are both exceeded.
    @Test(arguments: ["A", "M", "Z"], [0, 4_000, 100_000])
    func anEntryIsFoundWhereverItStands(key: String, padding: Int) async throws {
        let launch = harness.launch(
            ["/bin/sleep", "1000"],
            environment: [key: "wanted", "B": String(repeating: "x", count: padding), "Y": "y"]
        )
        let pid = try #require(try await harness.runtime.start(launch).pid)
        #expect(await eventually { MarkedProcesses(entry: "\(key)=wanted").find().contains(pid) })
        // Neither a part of the entry nor one that goes on.
        #expect(!MarkedProcesses(entry: "\(key)=wante").find().contains(pid))
        #expect(!MarkedProcesses(entry: "=wanted").find().contains(pid))
        await harness.kill(launch)
        #expect(!MarkedProcesses(entry: "\(key)=wanted").find().contains(pid))
    }
}
