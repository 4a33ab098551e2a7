import ComposeModel
import FoundationEssentials
import Glibc
import Runtime
import TestSupport
import Testing

@testable import NativeRuntime

@Suite(.timeLimit(.minutes(1))) struct LeftoverCleanerTests {
    private let harness: NativeHarness
    private let cleaner = LeftoverCleaner(grace: .milliseconds(300))

    init() throws { harness = try NativeHarness.shared }

    private func contents(
        bootID: String = ProcessTable.bootID(),
        cookie: String = UUID().uuidString,
        _ entries: Ledger.Entry...
    ) -> Ledger.Contents {
        Ledger.Contents(bootID: bootID, cookie: cookie, entries: entries)
    }

    private func entry(of pid: Int32, stopSignal: Signal = .terminate) throws -> Ledger.Entry {
        let start = try #require(ProcessTable.entry(of: pid)?.startTime)
        return Ledger.Entry(pid: pid, startTime: start, stopSignal: stopSignal, service: "left")
    }

    @Test func aLivingProcessOfTheLedgerIsStoppedWithItsSignal() async throws {
        let launch = harness.launch(shell: "trap 'exit 9' INT; echo ready; while :; do sleep 0.01; done")
        let pid = try #require(try await harness.runtime.start(launch).pid)
        _ = try await harness.firstLine(of: launch)
        let ended = cleaner.clean(contents(try entry(of: pid, stopSignal: try #require(Signal("SIGINT")))))
        #expect(ended == [.init(service: "left", pid: pid, killed: false)])
        #expect(await harness.exits.status(of: launch.instance) == .code(9))
    }

    @Test func whatIgnoresItsSignalIsKilledWithItsGroup() async throws {
        let launch = harness.launch(shell: "trap '' TERM; sleep 1000 & echo $!; while :; do sleep 1000; done")
        let pid = try #require(try await harness.runtime.start(launch).pid)
        let child = try #require(Int32(try await harness.firstLine(of: launch)))
        let ended = cleaner.clean(contents(try entry(of: pid)))
        #expect(ended == [.init(service: "left", pid: pid, killed: true)])
        #expect(await harness.exits.status(of: launch.instance) == .signal(9))
        #expect(await eventually { !isAlive(child) })
    }

    @Test func aReusedPidIsLeftAlone() async throws {
        let launch = harness.launch(["/bin/sleep", "1000"])
        let pid = try #require(try await harness.runtime.start(launch).pid)
        var entry = try entry(of: pid)
        entry.startTime += 1
        #expect(cleaner.clean(contents(entry)).isEmpty)
        #expect(isAlive(pid))
        await harness.kill(launch)
    }

    @Test func aLedgerFromBeforeARebootIsLeftAlone() async throws {
        let launch = harness.launch(["/bin/sleep", "1000"])
        let pid = try #require(try await harness.runtime.start(launch).pid)
        #expect(cleaner.clean(contents(bootID: "another", try entry(of: pid))).isEmpty)
        #expect(isAlive(pid))
        await harness.kill(launch)
    }

    @Test func whatCarriesTheCookieIsFoundWithoutAnEntry() async throws {
        let cookie = UUID().uuidString
        let launch = harness.launch(
            shell: "CPADEV_INSTANCE=\(cookie):x:1 setsid sh -c 'echo $$; exec sleep 1000' & wait"
        )
        let main = try #require(try await harness.runtime.start(launch).pid)
        let runaway = try #require(Int32(try await harness.firstLine(of: launch)))
        #expect(await eventually { ProcessTable.commandLine(of: runaway) == "sleep 1000" })
        #expect(cleaner.clean(contents(cookie: String(cookie.dropLast()))).isEmpty)
        let ended = cleaner.clean(contents(cookie: cookie))
        #expect(ended.map(\.service) == ["sleep 1000"])
        #expect(ended.map(\.pid) == [runaway])
        #expect(!isAlive(runaway))
        // It was waited for, so the service ends now by itself; nothing else was touched.
        #expect(await harness.exits.status(of: launch.instance) == .code(0))
        #expect(main != runaway)
    }

    @Test func anEmptyLedgerEndsNothing() {
        #expect(cleaner.clean(contents()).isEmpty)
    }
}
