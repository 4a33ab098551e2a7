import ComposeModel
import FoundationEssentials
import Glibc
import Runtime
import StateFiles
import Synchronization
import TestSupport
import Testing

@testable import NativeRuntime

@Suite(.timeLimit(.minutes(1))) struct GuardianKeeperTests {
    init() throws { _ = try NativeHarness.shared }

    @Test func aGuardianThatCannotBeStartedAgainIsToldAndTriedAgain() async throws {
        let program = NativeHarness.root + "/guardian-" + UUID().uuidString
        try FileManager.default.copyItem(atPath: "/bin/cat", toPath: program)
        chmod(program, 0o755)
        let (notices, told) = AsyncStream<String>.makeStream(bufferingPolicy: .unbounded)
        let keeper = GuardianKeeper(
            command: [program, "/dev/fd/3"],
            environment: [:],
            folder: try OwnedDirectory(path: NativeHarness.root),
            host: try NativeHarness.shared.host,
            pause: .milliseconds(5),
            announce: { told.yield($0) }
        )
        try keeper.start()
        let first = keeper.pid
        rename(program, program + ".away")
        kill(first, SIGKILL)
        var iterator = notices.makeAsyncIterator()
        #expect(await iterator.next()?.contains("the guardian exited and cannot be restarted") == true)
        rename(program + ".away", program)
        #expect(await iterator.next() == "the guardian is running again")
        let second = keeper.pid
        #expect(second != first && isAlive(second))
        keeper.close()
        kill(second, SIGKILL)
        #expect(await eventually { !isAlive(second) })
    }

    @Test func aGuardianOfAnotherLedgerEndsNothing() throws {
        let folder = try OwnedDirectory(path: NativeHarness.root + "/run-" + UUID().uuidString, making: 0o700)
        let ledger = try Ledger(in: folder, cookie: "of the next supervisor")
        try ledger.recordStart(pid: getpid(), stopSignal: try #require(Signal("SIGKILL")), service: "this test")
        #expect(Guardian.endServices(in: folder, cookie: "of its own supervisor").isEmpty)
    }

    /// As after `rm -rf .cpadev`.
    @Test func aGuardianWithoutALedgerEndsWhatCarriesItsCookie() async throws {
        let harness = try NativeHarness.shared
        let folder = try OwnedDirectory(path: NativeHarness.root + "/run-" + UUID().uuidString, making: 0o700)
        rmdir(folder.path)
        let cookie = UUID().uuidString
        let launch = harness.launch(
            shell: "CPADEV_INSTANCE=\(cookie):x:1 setsid sh -c 'echo $$; exec sleep 1000' & wait"
        )
        _ = try await harness.runtime.start(launch)
        let service = try #require(Int32(try await harness.firstLine(of: launch)))
        #expect(await eventually { ProcessTable.commandLine(of: service) == "sleep 1000" })
        #expect(Guardian.endServices(in: folder, cookie: UUID().uuidString).isEmpty)
        #expect(isAlive(service))
        #expect(Guardian.endServices(in: folder, cookie: cookie).map(\.pid) == [service])
        #expect(await harness.exits.status(of: launch.instance) == .code(0))
    }
}
