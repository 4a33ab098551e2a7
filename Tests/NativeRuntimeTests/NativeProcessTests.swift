import ComposeModel
import Glibc
import LogAnalysis
import LogStore
import Runtime
import TestSupport
import Testing

@testable import NativeRuntime

@Suite(.timeLimit(.minutes(1))) struct NativeProcessTests {
    private let harness: NativeHarness

    init() throws { harness = try NativeHarness.shared }

    @Test func aServiceLeadsASessionAndAGroupOfItsOwn() async throws {
        let launch = harness.launch(["/bin/sleep", "1000"])
        let pid = try #require(try await harness.runtime.start(launch).pid)
        let entry = try #require(ProcessTable.entry(of: pid))
        #expect(entry.session == pid)
        #expect(entry.group == pid)
        #expect(entry.parent == getpid())
        await harness.kill(launch)
        #expect(await harness.exits.status(of: launch.instance) == .signal(9))
    }

    @Test func onlyStandardStreamsAreOpenInAService() async throws {
        let (_, lines) = try await harness.run(harness.launch(["/bin/ls", "/proc/self/fd"]))
        // The last one is the folder that is being listed.
        #expect(lines.map(\.text) == ["0", "1", "2", "3"])
    }

    @Test func theCallersEnvironmentDoesNotLeak() async throws {
        let launch = harness.launch(["/usr/bin/env"], environment: ["DATABASE_URL": "x", "LANG": "de_DE.UTF-8"])
        let (_, lines) = try await harness.run(launch)
        var variables: [String: String] = [:]
        for line in lines.map(\.text) {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            variables[String(parts[0])] = String(parts[1])
        }
        let name = launch.service.name
        #expect(
            variables == [
                "PATH": "/usr/bin:/bin", "HOME": "/home/somebody", "LC_TIME": "C",
                // The service's own wins.
                "LANG": "de_DE.UTF-8", "DATABASE_URL": "x",
                "CPA_BACKEND_DIR": "/backend",
                "CPADEV_SERVICE": name, "CPADEV_IMAGE": "", "CPADEV_PROJECT_DIR": NativeHarness.root,
                "CPADEV_CACHE_DIR": NativeHarness.root + "/cache",
                "CPADEV_DATA_DIR": NativeHarness.root + "/data/" + name, "CPADEV_DEMO": "/opt/cpa-demo",
                "CPADEV_USER_HOME": "/home/somebody", "CPADEV_HOST": "127.0.0.1", "CPADEV_PORT_5432": "15432",
                "CPADEV_INSTANCE": "\(harness.ledger.cookie):\(name):1",
            ]
        )
    }

    @Test func aLaunchersServiceLivesInItsDataFolder() async throws {
        let launch = try harness.launch(launcher: "echo $1 $HOME")
        let (_, lines) = try await harness.run(launch)
        #expect(lines.map(\.text) == ["run \(NativeHarness.root)/data/\(launch.service.name)"])
    }

    @Test func outputIsDrainedWhileNobodyReads() async throws {
        let line = String(repeating: "x", count: 1023)
        let (status, lines) = try await harness.run(
            harness.launch(shell: "yes \(line) | head -n 10240; printf 'the end' >&2")
        )
        #expect(status == .code(0))
        let output = lines.filter { $0.stream == .stdout }
        #expect(output.count == 10_240)
        #expect(output.allSatisfy { $0.text == line })
        let errors = lines.filter { $0.stream == .stderr }
        #expect(errors.map(\.text) == ["the end"])
        #expect(errors.first?.isTerminated == false)
    }

    @Test(arguments: [0, 1, 7, 127, 255] as [Int32])
    func anExitCodeIsToldAsSuch(code: Int32) async throws {
        #expect(try await harness.run(harness.launch(shell: "exit \(code)")).status == .code(code))
    }

    @Test(arguments: [("TERM", 15), ("KILL", 9), ("SEGV", 11)] as [(String, Int32)])
    func anEndBySignalIsNoExitCode(name: String, number: Int32) async throws {
        #expect(try await harness.run(harness.launch(shell: "kill -\(name) $$")).status == .signal(number))
    }

    @Test func endedProcessesAreCollected() async throws {
        var pids: [Int32] = []
        for _ in 0..<30 {
            let launch = harness.launch(["/bin/true"])
            pids.append(try #require(try await harness.runtime.start(launch).pid))
            _ = await harness.exits.status(of: launch.instance)
        }
        for pid in pids { #expect(ProcessTable.entry(of: pid)?.isZombie != true) }
    }

    @Test func orphansThatEndAreCollected() async throws {
        // The inner shell ends at once and leaves its child behind, which ends when it is killed.
        let launch = harness.launch(shell: "setsid sh -c 'sleep 1000 & echo $!'; wait; sleep 1000")
        _ = try await harness.runtime.start(launch)
        let orphan = try #require(Int32(try await harness.firstLine(of: launch)))
        #expect(await eventually { ProcessTable.entry(of: orphan)?.parent == getpid() })
        Glibc.kill(orphan, SIGKILL)
        #expect(await eventually { ProcessTable.entry(of: orphan) == nil })
        await harness.kill(launch)
    }

    @Test func whatIsLeftOfItsGroupEndsWithTheMainProcess() async throws {
        let launch = harness.launch(shell: "sleep 1000 & echo $!; exit 3")
        let (status, lines) = try await harness.run(launch)
        #expect(status == .code(3))
        let child = try #require(Int32(lines[0].text))
        #expect(await eventually { !isAlive(child) })
    }

    @Test(arguments: ["exit 3", "sleep 1000"])
    func whatLeftTheGroupIsGoneOnceTheExitIsTold(end: String) async throws {
        // An orphan in a session of its own: neither the group's signals reach it nor its parent's end.
        let orphan = "p=$(sh -c 'setsid sleep 1000 > /dev/null & echo $!'); "
        let inItsSession = "until [ $(cut -d' ' -f6 /proc/$p/stat) = $p ]; do :; done; echo $p; "
        let launch = harness.launch(shell: orphan + inItsSession + end)
        _ = try await harness.runtime.start(launch)
        let runaway = try #require(Int32(try await harness.firstLine(of: launch)))
        if end != "exit 3" { await harness.runtime.signal(launch.instance, .terminate, group: true) }
        _ = await harness.exits.status(of: launch.instance)
        #expect(!isAlive(runaway))
    }

    @Test func killFindsWhatLeftTheGroup() async throws {
        let launch = harness.launch(shell: "setsid sh -c 'echo $$; exec sleep 1000' & wait")
        _ = try await harness.runtime.start(launch)
        let runaway = try #require(Int32(try await harness.firstLine(of: launch)))
        #expect(await eventually { ProcessTable.entry(of: runaway)?.session == runaway })
        await harness.kill(launch)
        #expect(await eventually { !isAlive(runaway) })
    }

    @Test func theStopSignalReachesTheWholeGroupOrTheMainProcessAlone() async throws {
        let line =
            "sh -c 'trap \"echo child; exit\" TERM; echo ready; while :; do sleep 0.01; done' & "
            + "trap 'wait; exit 5' TERM; wait; wait"
        let launch = harness.launch(shell: line)
        _ = try await harness.runtime.start(launch)
        #expect(try await harness.firstLine(of: launch) == "ready")
        await harness.runtime.signal(launch.instance, .terminate, group: true)
        #expect(await harness.exits.status(of: launch.instance) == .code(5))
        #expect(try harness.log(of: launch).tail(2).map(\.text).contains("child"))

        let single = harness.launch(shell: "trap 'exit 6' USR1; echo ready; while :; do sleep 0.01; done")
        _ = try await harness.runtime.start(single)
        #expect(try await harness.firstLine(of: single) == "ready")
        await harness.runtime.signal(single.instance, try #require(Signal("SIGUSR1")), group: false)
        #expect(await harness.exits.status(of: single.instance) == .code(6))
    }

    @Test func aRealTimeSignalIsOneLikeAnyOther() async throws {
        let launch = harness.launch([
            "/bin/bash", "-c", "trap 'exit 8' RTMIN+3; echo ready; while :; do sleep 0.01; done",
        ])
        _ = try await harness.runtime.start(launch)
        #expect(try await harness.firstLine(of: launch) == "ready")
        await harness.runtime.signal(launch.instance, try #require(Signal("SIGRTMIN+3")), group: false)
        #expect(await harness.exits.status(of: launch.instance) == .code(8))
    }

    @Test func aStoppedProcessActsOnItsStopSignal() async throws {
        let launch = harness.launch(["/bin/sleep", "1000"])
        let pid = try #require(try await harness.runtime.start(launch).pid)
        Glibc.kill(pid, SIGSTOP)
        #expect(await eventually { ProcessTable.entry(of: pid)?.state == UInt8(ascii: "T") })
        await harness.runtime.signal(launch.instance, .terminate, group: true)
        #expect(await harness.exits.status(of: launch.instance) == .signal(15))
    }

    @Test func signalsToWhatIsGoneOrUnknownAreNoError() async throws {
        let launch = harness.launch(["/bin/true"])
        _ = try await harness.run(launch)
        await harness.runtime.signal(launch.instance, .terminate, group: true)
        await harness.runtime.kill(launch.instance)
        await harness.runtime.signal(InstanceID(service: "nobody", generation: 4), .terminate, group: false)
    }

    // MARK: What cannot be started

    @Test func aMissingProgramSaysSo() async throws {
        await #expect(
            throws: RuntimeError(
                .cannotExecute,
                "'no-such-program' is not installed",
                remedy: "install it or add its directory to PATH"
            )
        ) { _ = try await harness.runtime.start(harness.launch(["no-such-program"])) }
    }

    @Test func aScriptWhoseInterpreterIsMissingSaysSo() async throws {
        let path = NativeHarness.brokenLauncher
        var launch = harness.launch([])
        launch.service.settings.native = .launcher(path: path, location: launch.service.location)
        let reason = "the interpreter of \(path), /no/such/shell, does not exist"
        let remedy = "install it or correct the first line of \(path)"
        await #expect(throws: RuntimeError(.cannotExecute, reason, remedy: remedy)) {
            _ = try await harness.runtime.start(launch)
        }
    }

    @Test func aDataFolderThatCannotBeMadeSaysSo() async throws {
        var launch = harness.launch(["/bin/true"])
        launch.service.name = "no-such-folder/x"
        await #expect {
            _ = try await harness.runtime.start(launch)
        } throws: {
            ($0 as? RuntimeError)?.code == .stateUnwritable
        }
    }

    @Test func aWorkingDirectoryOfTheImageOnlyGivesWayToTheProjects() async throws {
        var launch = harness.launch(["/bin/pwd"])
        launch.service.workingDirectory = "/usr"
        #expect(try await harness.run(launch).lines.map(\.text) == ["/usr"])
        launch = harness.launch(["/bin/pwd"])
        launch.service.workingDirectory = "/only/in/the/image"
        #expect(try await harness.run(launch).lines.map(\.text) == [NativeHarness.root])
    }

    @Test func usageIsThatOfRunningInstances() async throws {
        // The kernel counts a few pages late, so there have to be many.
        let launch = harness.launch(shell: "x=$(head -c 8000000 /dev/zero | tr '\\0' x); echo ready; sleep 1000 & wait")
        _ = try await harness.runtime.start(launch)
        _ = try await harness.firstLine(of: launch)
        let usage = await harness.runtime.usage()[launch.instance]
        #expect((usage?.memoryBytes ?? 0) > 4_000_000)
        await harness.kill(launch)
        #expect(await harness.runtime.usage()[launch.instance] == nil)
    }

    @Test func aGuardianThatIsKilledIsReplaced() async throws {
        let guardians: @Sendable () -> [Int32] = {
            ProcessTable.current().entries.values.filter {
                $0.parent == getpid() && !$0.isZombie && ProcessTable.commandLine(of: $0.pid) == "/bin/cat /dev/fd/3"
            }.map(\.pid)
        }
        // Between fork and exec it has this process' command line.
        #expect(await eventually { !guardians().isEmpty })
        let first = try #require(guardians().first)
        Glibc.kill(first, SIGKILL)
        #expect(await eventually { guardians().contains { $0 != first } })
    }
}
