import ComposeModel
import DockerEngine
import DockerRuntime
import LogAnalysis
import Runtime
import Testing

@Suite(.enabled(if: EngineHarness.isAvailable), .timeLimit(.minutes(5)))
struct ContainerLifeTests {
    @Test func anInstanceRunsUnderComposesNamesAndEndsWithItsCode() async throws {
        try await EngineHarness.run { harness in
            let runtime = harness.runtime()
            let launch = harness.launch("web", "echo out; echo err >&2; printf tail; exit 7")
            guard case .available(let binary) = await runtime.availability(of: launch) else {
                Issue.record("not available")
                return
            }
            #expect(binary?.path == harness.image)
            let running = try await runtime.start(launch)
            #expect(running.container?.name == "\(harness.project)-web-1")
            let (status, note) = try await harness.events.exit(of: launch.instance)
            #expect(status == .code(7))
            #expect(note == nil)
            #expect(try harness.lines("web", .stdout) == ["out", "tail"])
            #expect(try harness.lines("web", .stderr) == ["err"])
            let id = try #require(running.container?.id)
            let labels = try #require(try await harness.client.inspectContainer(id).config?.labels)
            #expect(labels["com.docker.compose.project"] == harness.project)
            #expect(labels["com.docker.compose.service"] == "web")
            #expect(labels["com.docker.compose.oneoff"] == "False")
            #expect(labels["com.docker.compose.container-number"] == "1")
            #expect(labels["dev.cpadev.state"] == harness.state)
        }
    }

    @Test func signalsEndItAndAreNamed() async throws {
        try await EngineHarness.run { harness in
            let runtime = harness.runtime()
            let first = harness.launch("a", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done")
            let second = harness.launch("b", "echo up; exec sleep 600") { $0.usesInit = true }
            _ = try await runtime.start(first)
            _ = try await runtime.start(second)
            try await harness.waitForLine("up", of: "a")
            try await harness.waitForLine("up", of: "b")
            await runtime.signal(first.instance, .terminate, group: true)
            await runtime.signal(second.instance, .terminate, group: true)
            #expect(try await harness.events.exit(of: first.instance).0 == .code(0))
            #expect(try await harness.events.exit(of: second.instance).0 == .signal(15))
            #expect(try harness.lines("a") == ["up", "bye"])
            let events = await harness.events.events
            #expect(!events.contains(.stoppedExternally(first.instance)))
        }
    }

    @Test func killingEndsWhatIgnoresSignals() async throws {
        try await EngineHarness.run { harness in
            let runtime = harness.runtime()
            let launch = harness.launch("a", "exec sleep 600")
            _ = try await runtime.start(launch)
            await runtime.kill(launch.instance)
            #expect(try await harness.events.exit(of: launch.instance).0 == .signal(9))
        }
    }

    @Test func anotherSupervisorTakesOverWhatRunsWithoutLosingOrRepeatingLines() async throws {
        try await EngineHarness.run { harness in
            let script = "i=0; while :; do echo line $((i++)); sleep 0.02; done"
            let first = harness.runtime()
            let begun = try await first.start(harness.launch("a", script))
            try await harness.waitForLine("line 20", of: "a")
            await first.close()
            let second = harness.runtime()
            let taken = try await second.start(harness.launch("a", script, generation: 5))
            #expect(taken.container == begun.container)
            #expect(taken.runningSinceNs != nil)
            try await harness.waitForLine("line 80", of: "a")
            await second.kill(InstanceID(service: "a", generation: 5))
            _ = try await harness.events.exit(of: InstanceID(service: "a", generation: 5))
            let lines = try harness.lines("a")
            #expect(lines == (0..<lines.count).map { "line \($0)" })
        }
    }

    @Test func oneThatEndedIsStartedAgainAndAnotherDefinitionIsMadeAnew() async throws {
        try await EngineHarness.run { harness in
            let runtime = harness.runtime()
            let script = "echo x >> /data/file; wc -l < /data/file"
            let anonymous: (inout Service) -> Void = { $0.volumes = [Mount(source: .anonymous, target: "/data")] }
            var ids: [String?] = []
            for generation in 1...2 as ClosedRange<UInt64> {
                let launch = harness.launch("a", script, generation: generation, anonymous)
                ids.append(try await runtime.start(launch).container?.id)
                _ = try await harness.events.exit(of: launch.instance)
            }
            #expect(ids[0] == ids[1])
            let changed = harness.launch("a", script + "; echo new", generation: 3, anonymous)
            let third = try await runtime.start(changed).container?.id
            _ = try await harness.events.exit(of: changed.instance)
            #expect(third != ids[0])
            // What stood in the volume without a name was carried over.
            #expect(try harness.lines("a") == ["1", "2", "3", "new"])
            let id = try #require(third)
            let volume = try #require(try await harness.client.inspectContainer(id).mounts?.first?.name)
            #expect(await runtime.tearDown(removingData: false) == [])
            await #expect(throws: EngineError.self) { try await harness.client.inspectVolume(volume) }
        }
    }

    @Test func anotherLivingOwnersContainerIsLeftAlone() async throws {
        try await EngineHarness.run { harness in
            let first = harness.runtime()
            _ = try await first.start(harness.launch("a", "sleep 600"))
            let other = harness.runtime(isAlive: { _ in true }, state: "/elsewhere")
            await #expect(throws: RuntimeError.self) { try await other.start(harness.launch("a", "sleep 600")) }
        }
    }

    @Test func aNameThatIsTakenIsToldWithItsProject() async throws {
        try await EngineHarness.run { harness in
            let name = harness.project + "-squatter"
            let foreign = ContainerCreateRequest(image: harness.image)
            let id = try await harness.client.createContainer(name: name, foreign).id
            do throws(RuntimeError) {
                _ = try await harness.runtime().start(harness.launch("a", "true") { $0.containerName = name })
                Issue.record("started")
            } catch {
                #expect(error.message == "container '\(name)' already exists; it belongs to no Compose project")
            }
            try await harness.client.removeContainer(id, force: true, volumes: true)
        }
    }

    @Test func aCommandThatIsNotThereIsAClearError() async throws {
        try await EngineHarness.run { harness in
            do throws(RuntimeError) {
                _ = try await harness.runtime().start(harness.launch("a", "") { $0.command = ["/no/such"] })
                Issue.record("started")
            } catch {
                #expect(error.code == .refused)
                #expect(error.message.contains("/no/such"))
            }
            #expect(await harness.events.events.isEmpty)
        }
    }
}
