import ComposeModel
import DockerEngine
import DockerRuntime
import Runtime
import Testing

@Suite(.enabled(if: EngineHarness.isAvailable), .timeLimit(.minutes(5)))
struct OutsiderTests {
    private func running(
        _ harness: EngineHarness,
        _ script: String = "trap 'exit 0' TERM; echo up; while :; do sleep 0.05; done",
        _ change: (inout Service) -> Void = { _ in }
    ) async throws -> (DockerRuntime, InstanceID, String) {
        let runtime = harness.runtime()
        let launch = harness.launch("a", script, change)
        let id = try #require(try await runtime.start(launch).container?.id)
        try await harness.waitForLine("up", of: "a")
        return (runtime, launch.instance, id)
    }

    @Test func aStopIsToldAsOne() async throws {
        try await EngineHarness.run { harness in
            let (_, instance, id) = try await running(harness)
            try await harness.client.stopContainer(id, grace: .seconds(5))
            try await harness.events.wait(for: .stoppedExternally(instance))
            #expect(try await harness.events.exit(of: instance).0 == .code(0))
        }
    }

    @Test func aKillIsAnExitBySignal() async throws {
        try await EngineHarness.run { harness in
            let (_, instance, id) = try await running(harness)
            try await harness.client.killContainer(id, signal: "SIGKILL")
            let (status, note) = try await harness.events.exit(of: instance)
            #expect(status == .signal(9))
            #expect(note == nil)
        }
    }

    @Test func aRemovalIsNoted() async throws {
        try await EngineHarness.run { harness in
            let (_, instance, id) = try await running(harness)
            try await harness.client.removeContainer(id, force: true, volumes: true)
            #expect(try await harness.events.exit(of: instance).1 == "its container was removed")
        }
    }

    @Test func aPauseIsTold() async throws {
        try await EngineHarness.run { harness in
            let (_, instance, id) = try await running(harness)
            try await harness.client.pauseContainer(id)
            try await harness.events.wait(for: .paused(instance))
            try await harness.client.unpauseContainer(id)
            try await harness.events.wait(for: .resumed(instance))
        }
    }

    @Test func healthIsToldWithWhatTheCheckSaid() async throws {
        try await EngineHarness.run { harness in
            let script = "echo up; touch /ok; sleep 600"
            let (runtime, instance, _) = try await running(harness, script) { service in
                service.healthcheck = Healthcheck(
                    test: .shell("test -e /ok || { echo it is gone; exit 1; }"),
                    interval: .milliseconds(100),
                    retries: 1
                )
            }
            try await harness.events.wait(for: .health(instance, .healthy))
            let launch = harness.launch("a", script)
            let output = await runtime.execute(["rm", "/ok"], in: launch, timeout: .seconds(5))
            #expect(output.outcome == .ended(.code(0)))
            try await harness.events.wait(for: .health(instance, .unhealthy(message: "it is gone")))
        }
    }

    @Test func commandsRunInsideAndEndInTime() async throws {
        try await EngineHarness.run { harness in
            let (runtime, _, _) = try await running(harness)
            let launch = harness.launch("a", "")
            let said = await runtime.execute(
                ["bash", "-c", "echo hi; echo oh >&2; exit 3"],
                in: launch,
                timeout: .seconds(5)
            )
            #expect(said.outcome == .ended(.code(3)))
            #expect(said.output.contains("hi\n") && said.output.contains("oh\n"))
            let late = await runtime.execute(["sleep", "60"], in: launch, timeout: .milliseconds(300))
            #expect(late.outcome == .timedOut)
            let absent = await runtime.execute(["/no/such"], in: launch, timeout: .seconds(5))
            guard case .notStarted = absent.outcome else {
                Issue.record("\(absent)")
                return
            }
        }
    }
}
