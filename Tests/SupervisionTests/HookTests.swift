import ComposeModel
import Runtime
import Supervision
import Synchronization
import TestSupport
import Testing

/// What is run in a service after its start, and before its end.
@Suite(.timeLimit(.minutes(1))) struct HookTests {
    private func service(postStart: [String] = [], preStop: [String] = []) -> Service {
        var service = Service.test("db")
        service.postStart = postStart.map { LifecycleHook(command: [$0, "now"]) }
        service.preStop = preStop.map { LifecycleHook(command: [$0, "now"]) }
        return service
    }

    private static func ended(_ code: Int32) -> CommandOutput {
        CommandOutput(outcome: .ended(.code(code)), output: "said so")
    }

    @Test func dependentsWaitUntilItsHooksHaveRun() async throws {
        let stack = try await TestStack(
            .test("web", needs: Dependency(service: "db")),
            service(postStart: ["first", "second"])
        )
        for program in ["first", "second"] { stack.runtime.set(command: program) { Self.ended(0) } }
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("web")
        #expect(
            stack.runtime.calls == [
                .start("db", generation: 1), .execute("db", "first now"), .execute("db", "second now"),
                .start("web", generation: 1),
            ]
        )
    }

    @Test func aHookThatFailsFailsTheStart() async throws {
        let stack = try await TestStack(
            .test("web", needs: Dependency(service: "db")),
            service(postStart: ["first", "second"])
        )
        stack.runtime.set(command: "first") { Self.ended(3) }
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait { report in
            report.services.contains { service in
                guard service.service.name == "db", case .failed(let reason, _) = service.machine.state else {
                    return false
                }
                return reason == "post_start 'first now' ended with exit code 3"
            }
        }
        #expect(
            stack.runtime.calls == [
                .start("db", generation: 1), .execute("db", "first now"), .signal("db", "SIGTERM"),
            ]
        )
    }

    @Test func aStopDoesNotWaitForAHook() async throws {
        let stack = try await TestStack(service(postStart: ["first", "second"]))
        stack.runtime.set(command: "first") {
            try? await Task.sleep(for: .seconds(3600))
            return Self.ended(1)
        }
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "db", .starting)
        _ = try await stack.supervisor.stop(["db"])
        await stack.wait(for: "db", .stopped)
    }

    @Test func anEndIsPrecededByItsHooksWhateverBecomesOfThem() async throws {
        let stack = try await TestStack(service(preStop: ["first", "second"]))
        stack.runtime.set(command: "first") { Self.ended(1) }
        stack.runtime.set(command: "second") {
            CommandOutput(outcome: .notStarted(reason: "there is none"), output: "")
        }
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        _ = try await stack.supervisor.stop(["db"])
        await stack.wait(for: "db", .stopped)
        #expect(
            stack.runtime.calls.suffix(3) == [
                .execute("db", "first now"), .execute("db", "second now"), .signal("db", "SIGTERM"),
            ]
        )
    }

    @Test func aHookThatHangsIsCutOffWithTheGracePeriod() async throws {
        var db = service(preStop: ["first"])
        db.stopGracePeriod = .seconds(7)
        let stack = try await TestStack(db)
        stack.runtime.set(command: "first") {
            try? await Task.sleep(for: .seconds(3600))
            return Self.ended(0)
        }
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        _ = try await stack.supervisor.stop(["db"])
        await stack.clock.passSleep(of: .seconds(7))
        await stack.wait(for: "db", .stopped)
        #expect(stack.runtime.calls.last == .kill("db"))
    }
}
