import ComposeModel
import FoundationEssentials
import Glibc
import LogStore
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import NativeRuntime

@Suite(.timeLimit(.minutes(1))) struct NativeCommandTests {
    private let harness: NativeHarness

    init() throws { harness = try NativeHarness.shared }

    private func execute(_ line: String, timeout: Duration = .seconds(30)) async -> CommandOutput {
        await harness.runtime.execute(["sh", "-c", line], in: harness.launch([]), timeout: timeout)
    }

    @Test func aCommandsOutputAndCodeComeBack() async {
        let output = await execute("echo out; echo err >&2; exit 4")
        #expect(output.outcome == .ended(.code(4)))
        #expect(output.output.contains("out\n"))
        #expect(output.output.contains("err\n"))
    }

    /// Before its exit is emitted, what it left may still answer probes.
    @Test func anInstanceHasExitedOnceItsProcessHas() async throws {
        var isSeen = false
        // It lasts only until the exit is emitted, which a thread that has to wait for a processor can miss.
        for _ in 0..<50 where !isSeen {
            let launch = harness.launch(shell: "trap '' TERM; sleep 1000 & exec sleep 1000")
            let pid = try #require(try await harness.runtime.start(launch).pid)
            #expect(!harness.runtime.hasExited(launch.instance))
            kill(pid, SIGKILL)
            let end = ContinuousClock.now + .milliseconds(200)
            while !isSeen, ContinuousClock.now < end { isSeen = harness.runtime.hasExited(launch.instance) }
        }
        #expect(isSeen)
        // One that another service's process serves has none.
        #expect(!harness.runtime.hasExited(InstanceID(service: "provided", generation: 1)))
    }

    @Test func aCommandRunsInTheServicesEnvironment() async {
        let output = await execute("echo \"$CPADEV_PORT_5432 $SECRET_TOKEN.\"")
        #expect(output.output == "15432 .\n")
    }

    @Test func aStepRunsItsOwnCommandInTheServicesEnvironment() async throws {
        let launch = harness.launch([])
        var step = launch
        step.environment["OWN"] = "step"
        step.service.command = ["sh", "-c", "echo \"$OWN $CPADEV_PORT_5432\"; exit 3"]
        let output = await harness.runtime.runStep(step, number: 0, before: launch)
        #expect(output.outcome == .ended(.code(3)))
        #expect(output.output == "step 15432\n")
    }

    @Test func aStepWithoutACommandOfItsOwnCannotBeAProcess() async throws {
        var launch = harness.launch([])
        launch.service.command = ["sh", "-c", "exit 0"]
        launch.service.entrypoint = ["docker-entrypoint.sh"]
        guard case .notStarted(let reason) = await harness.runtime.runStep(launch, number: 0, before: launch).outcome
        else {
            Issue.record("it was started")
            return
        }
        #expect(reason.contains("no command of its own"))
    }

    @Test func theTimeoutKillsTheWholeGroup() async throws {
        let output = await execute("sleep 1000 & echo $!; wait", timeout: .milliseconds(500))
        #expect(output.outcome == .timedOut)
        let child = try #require(Int32(output.output.split(separator: "\n").first ?? ""))
        #expect(await eventually { !isAlive(child) })
    }

    @Test func whatACommandLeavesBehindIsKilled() async throws {
        let output = await execute("sleep 1000 & echo $!")
        #expect(output.outcome == .ended(.code(0)))
        let child = try #require(Int32(output.output.split(separator: "\n").first ?? ""))
        #expect(await eventually { !isAlive(child) })
    }

    @Test func cancellationKillsTheCommand() async throws {
        let launch = harness.launch([])
        let marker = NativeHarness.root + "/" + UUID().uuidString
        let task = Task { [harness] in
            await harness.runtime.execute(
                ["sh", "-c", "echo > \(marker); exec sleep 1000"],
                in: launch,
                timeout: .seconds(900)
            )
        }
        #expect(await eventually { access(marker, F_OK) == 0 })
        task.cancel()
        #expect(await task.value.outcome == .ended(.signal(9)))
    }

    @Test func aMissingCommandIsNotStarted() async {
        let output = await harness.runtime.execute(["no-such-program"], in: harness.launch([]), timeout: .seconds(1))
        #expect(output.outcome == .notStarted(reason: "'no-such-program' is not installed"))
        let empty = await harness.runtime.execute([], in: harness.launch([]), timeout: .seconds(1))
        #expect(empty.outcome == .notStarted(reason: "its command is empty"))
    }

    @Test func ofALongOutputTheStartAndTheEndAreKept() async {
        let output = await execute("echo first; yes | head -c 3000000; echo last")
        #expect(output.outcome == .ended(.code(0)))
        #expect(output.output.hasPrefix("first\n"))
        #expect(output.output.hasSuffix("last\n"))
        #expect(output.output.contains("bytes left out"))
        #expect(output.output.utf8.count < 210_000)
    }

    // MARK: Availability and installation

    @Test func aCommandIsAvailableWhereItsProgramIs() async {
        #expect(
            await harness.runtime.availability(of: harness.launch(["sh"]))
                == .available(.init(path: "/usr/bin/sh", version: ""))
        )
        #expect(
            await harness.runtime.availability(of: harness.launch(["no-such-program"]))
                == .unavailable(
                    reason: "'no-such-program' is not installed",
                    remedy: "install it or add its directory to PATH"
                )
        )
        #expect(
            await harness.runtime.availability(of: harness.launch([]))
                == .unavailable(reason: "its native command is empty", remedy: nil)
        )
    }

    @Test func aCommandsCheckDecides() async {
        var launch = harness.launch([])
        launch.service.settings.native = .command(["sh"], check: ["sh", "-c", "echo nothing here; exit 1"])
        #expect(
            await harness.runtime.availability(of: launch) == .unavailable(reason: "nothing here", remedy: nil)
        )
        launch.service.settings.native = .command(["sh"], check: ["true"])
        #expect(
            await harness.runtime.availability(of: launch) == .available(.init(path: "/usr/bin/sh", version: ""))
        )
    }

    @Test func aServiceWithoutANativeWayIsUnavailable() async {
        var launch = harness.launch([])
        launch.service.settings.native = nil
        guard case .unavailable(_, let remedy) = await harness.runtime.availability(of: launch) else {
            Issue.record("available")
            return
        }
        #expect(remedy == "add 'x-cpadev: {native: …}' to the service")
    }

    @Test func aLaunchersCheckSeesTheCallersEnvironmentAndItsReportIsRead() async throws {
        let launch = try harness.launch(
            launcher: "echo binary: /opt/$1; echo \"version: $SECRET_TOKEN\"; echo noise"
        )
        #expect(
            await harness.runtime.availability(of: launch)
                == .available(.init(path: "/opt/check", version: "must not leak"))
        )
    }

    @Test func installationTellsItsProgress() async throws {
        let launch = try harness.launch(launcher: "echo one; printf '10 %%\\r20 %%\\r'; echo done $1 >&2")
        let lines = Mutex<[String]>([])
        try await harness.runtime.install(launch) { line in lines.withLock { $0.append(line) } }
        #expect(lines.withLock { $0.contains("done install") })
        let logged = try harness.log(of: launch).tail(10).map(\.text)
        #expect(logged.contains("one"))
        #expect(logged.contains("done install"))
    }

    @Test func aFailedInstallationSaysItsLastLine() async throws {
        let launch = try harness.launch(launcher: "echo trying; echo 'checksum differs'; exit 1")
        await #expect(
            throws: RuntimeError(
                .installFailed,
                "installation failed: checksum differs",
                remedy: "see the full output with: cpadev logs \(launch.service.name)"
            )
        ) { try await harness.runtime.install(launch) { _ in } }
    }
}
