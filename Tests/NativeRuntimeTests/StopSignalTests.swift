import ComposeModel
import Glibc
import LogAnalysis
import LogStore
import Runtime
import TestSupport
import Testing

@testable import NativeRuntime

/// Who gets the stop signal, and what becomes of the others.
@Suite(.timeLimit(.minutes(1))) struct StopSignalTests {
    private let harness: NativeHarness

    init() throws { harness = try NativeHarness.shared }

    /// A parent that does something about its worker when it is told to stop, and a worker that says what it gets.
    private func stop(
        group: Bool,
        parentDoes ending: String
    ) async throws -> (lines: [String], status: Runtime.ExitStatus) {
        let launch = harness.launch(
            shell: """
                trap 'echo parent finishes; \(ending); echo parent is done; exit 0' TERM
                ready=$(mktemp)
                (trap 'echo worker was signalled; exit 0' TERM; rm "$ready"; while :; do sleep 0.05; done) & worker=$!
                while [ -e "$ready" ]; do sleep 0.01; done
                echo up
                while :; do wait; done
                """
        )
        _ = try await harness.runtime.start(launch)
        #expect(try await harness.firstLine(of: launch) == "up")
        await harness.runtime.signal(launch.instance, .terminate, group: group)
        let status = await harness.exits.status(of: launch.instance)
        return (try harness.log(of: launch).tail(.max).filter { $0.stream == .stdout }.map(\.text), status)
    }

    @Test func theMainProcessEndsItsOwnProcesses() async throws {
        let (lines, status) = try await stop(group: false, parentDoes: "kill -KILL $worker; wait")
        #expect(lines == ["up", "parent finishes", "parent is done"])
        #expect(status == .code(0))
    }

    @Test func theGroupIsSignalledWhereThatIsAskedFor() async throws {
        let (lines, status) = try await stop(group: true, parentDoes: "wait $worker")
        #expect(lines.contains("worker was signalled") && lines.last == "parent is done")
        #expect(status == .code(0))
    }

    @Test func whatTheMainProcessLeavesIsKilled() async throws {
        let launch = harness.launch(shell: "(trap '' TERM; exec sleep 1000) & echo $!; exec sleep 1000")
        _ = try await harness.runtime.start(launch)
        let child = try #require(Int32(try await harness.firstLine(of: launch)))
        await harness.runtime.signal(launch.instance, .terminate, group: false)
        #expect(await harness.exits.status(of: launch.instance) == .signal(SIGTERM))
        #expect(await eventually { !isAlive(child) })
    }
}
