import ComposeModel
import DockerEngine
import DockerRuntime
import Runtime
import Testing

@Suite(.enabled(if: EngineHarness.isAvailable), .timeLimit(.minutes(5)))
struct EngineLossTests {
    private static let counting = "i=0; while :; do echo line $((i++)); sleep 0.02; done"

    /// A container that counts, started through a proxy.
    private func counting(
        _ harness: EngineHarness
    ) async throws -> (proxy: EngineProxy, runtime: DockerRuntime, instance: InstanceID, id: String) {
        guard case .unix(let enginePath) = harness.client.endpoint else { throw TooLate(what: "a socket") }
        let proxy = EngineProxy(path: "/tmp/\(harness.project).sock", enginePath: enginePath)
        try await proxy.open()
        let runtime = harness.runtime(client: EngineClient(endpoint: .unix(path: proxy.path)))
        let launch = harness.launch("a", Self.counting)
        let id = try #require(try await runtime.start(launch).container?.id)
        try await harness.waitForLine("line 20", of: "a")
        return (proxy, runtime, launch.instance, id)
    }

    private func waitForLoss(_ harness: EngineHarness) async throws {
        _ = try await harness.events.first("the loss") { event in
            if case .lost(let reason) = event { reason } else { nil }
        }
    }

    @Test func whatStillRunsIsFoundAgainWithEveryLine() async throws {
        try await EngineHarness.run { harness in
            let (proxy, runtime, instance, id) = try await counting(harness)
            await proxy.cut()
            try await waitForLoss(harness)
            await #expect(throws: RuntimeError.self) { try await runtime.start(harness.launch("b", "true")) }
            try await proxy.open()
            try await harness.events.wait(for: .recovered)
            let found = try await harness.events.first("the container") { event in
                if case .found(instance, let running) = event { running } else { nil }
            }
            #expect(found.container?.id == id)
            let seen = try harness.lines("a").count
            try await harness.waitForLine("line \(seen + 30)", of: "a")
            await runtime.kill(instance)
            #expect(try await harness.events.exit(of: instance).0 == .signal(9))
            let lines = try harness.lines("a")
            #expect(lines == (0..<lines.count).map { "line \($0)" })
            await proxy.cut()
        }
    }

    @Test func whatEndedMeanwhileIsInterrupted() async throws {
        try await EngineHarness.run { harness in
            let (proxy, _, instance, id) = try await counting(harness)
            await proxy.cut()
            try await waitForLoss(harness)
            try await harness.client.killContainer(id, signal: "KILL")
            try await proxy.open()
            try await harness.events.wait(for: .interrupted(instance))
            let lines = try harness.lines("a")
            #expect(lines == (0..<lines.count).map { "line \($0)" })
            await proxy.cut()
        }
    }

    @Test func whatWasRemovedMeanwhileHasExited() async throws {
        try await EngineHarness.run { harness in
            let (proxy, _, instance, id) = try await counting(harness)
            await proxy.cut()
            try await waitForLoss(harness)
            try await harness.client.removeContainer(id, force: true, volumes: true)
            try await proxy.open()
            #expect(try await harness.events.exit(of: instance).1 == "its container was removed")
            await proxy.cut()
        }
    }

    @Test func withoutAnEngineNothingIsAvailable() async throws {
        try await EngineHarness.run { harness in
            let absent = EngineClient(endpoint: .unix(path: "/tmp/\(harness.project)-absent.sock"))
            let runtime = harness.runtime(client: absent)
            guard
                case .unavailable(let reason, let remedy) = await runtime.availability(of: harness.launch("a", "true"))
            else {
                Issue.record("available")
                return
            }
            #expect(reason.hasPrefix("no container engine responds: "))
            #expect(remedy != nil)
            #expect(await runtime.tearDown(removingData: true) == [])
        }
    }
}
