import ComposeModel
import OrderedCollections
import Runtime
import Testing

@testable import Supervision

/// Two commands at once have the result of one after the other.
@Suite(.timeLimit(.minutes(1))) struct ConcurrentCommandTests {
    @Test func aRefusedCommandTakesNothingBackOfAnother() async throws {
        let stack = try await TestStack(.test("web"), .test("slow"))
        let supervisor = stack.supervisor
        stack.world.whileReading { count in
            guard count == 1 else { return }
            _ = try? await supervisor.up([], scales: ["web": 3], reloading: true)
        }
        var choices = RuntimeOverrides()
        choices.services["slow"] = .docker
        await #expect(throws: SupervisorError.self) {
            _ = try await supervisor.up([], runtimes: choices, reloading: true)
        }
        #expect(await supervisor.scales == ["web": 3])
        #expect(await supervisor.runtimeChoices == RuntimeOverrides())
        // The second one knew nothing of the choice that was refused.
        #expect(stack.world.readings == [[:], ["web": 3]])
    }

    @Test func whatWasReadBeforeAnotherCommandIsReadAgain() async throws {
        let stack = try await TestStack(.test("web"))
        let (supervisor, world) = (stack.supervisor, stack.world)
        world.whileReading { count in
            guard count == 1 else { return }
            world.edit { $0.services["new"] = .test("new") }
            _ = try? await supervisor.up([], reloading: true)
        }
        _ = try await supervisor.restart(["web"])
        #expect(await supervisor.order == ["web", "new"])
        #expect(world.readings.count == 3)
    }

    @Test func aSwitchLeavesServicesThatLeftTheFile() async throws {
        let stack = try await TestStack(.test("web"), .test("other"))
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["web", "other"] { await stack.waitUntilReady(name) }
        stack.world.edit { project in
            project.services["other"] = nil
            project.services["web"]?.environment["A"] = "1"
        }
        let outcome = try await stack.supervisor.switchRuntime(of: "web", to: .auto)
        #expect(!outcome.changes.contains { $0.contains("other") })
        #expect(try await stack.report("other").machine.state == .running(nil))
        #expect(try await stack.report("web").service.environment["A"] == "1")
    }
}
