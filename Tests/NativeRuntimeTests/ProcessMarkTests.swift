import CLinux
import ComposeModel
import Foundation
import Glibc
import Runtime
import TestSupport
import Testing

@testable import NativeRuntime

@Suite(.timeLimit(.minutes(1))) struct ProcessMarkTests {
    private let harness: NativeHarness

    init() throws { harness = try NativeHarness.shared }

    /// What redirects a daemon as most programs that go into the background do: an own session, an empty environment.
    private func daemon(_ seconds: Int) -> String { "env -i setsid sleep \(seconds) & echo $!; wait" }

    @Test func aDaemonWithAnEmptyEnvironmentEndsWithItsInstance() async throws {
        let launch = harness.launch(shell: "\(daemon(1001))")
        _ = try await harness.runtime.start(launch)
        let daemon = try #require(Int32(try await harness.firstLine(of: launch)))
        #expect(await eventually { ProcessTable.commandLine(of: daemon) == "sleep 1001" })
        await harness.kill(launch)
        #expect(await eventually { !isAlive(daemon) })
    }

    @Test func aDaemonThatItsParentLeftEndsWithItsInstance() async throws {
        let launch = harness.launch(shell: "(env -i setsid sleep 1002 & echo $!); exec sleep 1000")
        let pid = try #require(try await harness.runtime.start(launch).pid)
        let daemon = try #require(Int32(try await harness.firstLine(of: launch)))
        #expect(await eventually { ProcessTable.commandLine(of: daemon) == "sleep 1002" })
        kill(pid, SIGKILL)
        _ = await harness.exits.status(of: launch.instance)
        #expect(!isAlive(daemon))
    }

    @Test func aDaemonOfAnotherInstanceStays() async throws {
        let one = harness.launch(shell: daemon(1003))
        let other = harness.launch(["/bin/sleep", "1000"])
        _ = try await harness.runtime.start(one)
        _ = try await harness.runtime.start(other)
        let daemon = try #require(Int32(try await harness.firstLine(of: one)))
        #expect(await eventually { ProcessTable.commandLine(of: daemon) == "sleep 1003" })
        await harness.kill(other)
        #expect(isAlive(daemon))
        await harness.kill(one)
    }

    /// Containers' root has no right to ask for the limits of others.
    @Test(.enabled(if: geteuid() == 0)) func theMarkOfAnotherUsersDaemonIsRead() async throws {
        let launch = harness.launch(
            shell: "env -i setsid setpriv --reuid 65534 --regid 65534 --clear-groups sleep 1005 & echo $!; wait"
        )
        _ = try await harness.runtime.start(launch)
        let daemon = try #require(Int32(try await harness.firstLine(of: launch)))
        #expect(await eventually { ProcessTable.commandLine(of: daemon) == "sleep 1005" })
        #expect(ProcessMark.belongs(daemon, to: ProcessMark.stack(harness.ledger.cookie)))
        await harness.kill(launch)
        #expect(await eventually { !isAlive(daemon) })
    }

    @Test func aDaemonThatACheckLeftEndsWithItsInstance() async throws {
        var launch = harness.launch(["/bin/sleep", "1000"])
        let file = FileManager.default.temporaryDirectory.path + "/check-\(UUID().uuidString)"
        launch.service.settings.native = .command(
            ["/bin/sleep", "1000"],
            check: ["/bin/sh", "-c", "env -i setsid sleep 1006 >/dev/null 2>&1 & echo $! > \(file)"]
        )
        defer { try? FileManager.default.removeItem(atPath: file) }
        _ = await harness.runtime.availability(of: launch)
        let text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
        let daemon = try #require(Int32(text.trimmingPrefix { $0 == " " }.prefix { $0.isNumber }))
        _ = try await harness.runtime.start(launch)
        await harness.kill(launch)
        #expect(await eventually { !isAlive(daemon) })
    }

    /// As the guardian finds them, and the next `up` after both died.
    @Test func theMarkIsFoundByTheCookieAlone() async throws {
        let launch = harness.launch(shell: daemon(1004))
        _ = try await harness.runtime.start(launch)
        let daemon = try #require(Int32(try await harness.firstLine(of: launch)))
        #expect(await eventually { ProcessTable.commandLine(of: daemon) == "sleep 1004" })
        #expect(ProcessMark.belongs(daemon, to: ProcessMark.stack(harness.ledger.cookie)))
        #expect(!ProcessMark.belongs(daemon, to: ProcessMark.stack("another")))
        #expect(ProcessMark.isOutside(daemon, of: ProcessMark.stack("another")))
        #expect(!ProcessMark.belongs(getpid(), to: ProcessMark.stack(harness.ledger.cookie)))
        await harness.kill(launch)
    }

    @Test func aProvidersProcessesAreNotTheStacks() {
        let marks = ProcessMarkRegistry(cookie: "c")
        #expect(marks.exempt.value >> 20 == ProcessMark.stack("c"))
        let first = marks.mark(of: InstanceID(service: "a", generation: 1))
        #expect(first == marks.mark(of: InstanceID(service: "a", generation: 1)))
        #expect(first != marks.mark(of: InstanceID(service: "a", generation: 2)) && first != marks.exempt)
        #expect(first.value < UInt64(Int64.max) && first.value >> 48 == UInt64(CLINUX_MARK_MAGIC))
    }
}
