import ComposeModel
import OrderedCollections
import Runtime
import Supervision
import TestSupport
import Testing

/// What `pre_start` has a service do before it starts.
@Suite(.timeLimit(.minutes(1))) struct StepTests {
    private func service(_ steps: String..., eachReplica: Bool = false, replicas: Int = 1) -> Service {
        var service = Service.test("web")
        service.replicas = replicas
        service.preStart = steps.map { command in
            var definition = Service.test("web")
            definition.command = [command]
            return PreStartStep(definition: definition, runsPerReplica: eachReplica)
        }
        return service
    }

    private static func ended(_ code: Int32) -> CommandOutput {
        CommandOutput(outcome: .ended(.code(code)), output: "")
    }

    @Test func stepsRunInTheirOrderAfterWhatTheServiceWaitsForAndBeforeItStarts() async throws {
        var web = service("first", "second")
        web.dependencies = [Dependency(service: "db")]
        let stack = try await TestStack(web, .test("db"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("web")
        #expect(
            stack.runtime.calls == [
                .start("db", generation: 1), .step("web", "first"), .step("web", "second"),
                .start("web", generation: 1),
            ]
        )
    }

    @Test func aStepThatFailsFailsTheStartAndTheNextRequestTriesAgain() async throws {
        let stack = try await TestStack(service("first", "second"), .test("db", needs: Dependency(service: "web")))
        stack.runtime.set(command: "first") { Self.ended(3) }
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait { report in
            report.services.contains {
                $0.machine.state
                    == .failed(reason: "pre_start 'first' ended with exit code 3", remedy: "cpadev logs web")
            }
        }
        #expect(stack.runtime.calls == [.step("web", "first")])
        stack.runtime.set(command: "first") { Self.ended(0) }
        _ = try await stack.supervisor.start(["web"])
        await stack.waitUntilReady("web")
        #expect(stack.runtime.calls.suffix(3).contains(.step("web", "second")))
    }

    @Test func anAutomaticRestartRunsNoStep() async throws {
        var web = service("first")
        web.restart = .always
        let stack = try await TestStack(web)
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("web")
        stack.runtime.end("web", .signal(9))
        await stack.wait(for: "web", .backoff(attempt: 1, delay: .milliseconds(200)))
        await stack.clock.passSleep(of: .milliseconds(200))
        await stack.waitUntilReady("web")
        #expect(stack.runtime.starts(of: "web") == 2)
        #expect(stack.runtime.calls.count { $0 == .step("web", "first") } == 1)
        _ = try await stack.supervisor.restart(["web"])
        await stack.wait { _ in stack.runtime.starts(of: "web") == 3 }
        #expect(stack.runtime.calls.count { $0 == .step("web", "first") } == 2)
    }

    @Test func whatRunsAlreadyIsTakenOverWithoutAStep() async throws {
        let stack = try await TestStack(service("first"))
        stack.runtime.findRunning("web")
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("web")
        #expect(stack.runtime.calls == [.start("web", generation: 1)])
    }

    @Test func aStopEndsAStep() async throws {
        let stack = try await TestStack(service("first", "second"))
        stack.runtime.set(command: "first") {
            try? await Task.sleep(for: .seconds(3600))
            return Self.ended(1)
        }
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "web", .starting)
        _ = try await stack.supervisor.stop(["web"])
        await stack.wait(for: "web", .stopped)
        #expect(stack.runtime.starts(of: "web") == 0)
        #expect(!stack.runtime.calls.contains(.step("web", "second")))
    }

    @Test func replicasShareAStepUnlessItIsForEach() async throws {
        for isForEach in [false, true] {
            let project = try Project.test([service("first", eachReplica: isForEach, replicas: 3)]).withReplicas()
            let services = Array(project.services.values)
            let stack = try await TestStack(services[0], services[1], services[2])
            _ = try await stack.supervisor.up([], reloading: false)
            for name in project.services.keys { await stack.waitUntilReady(name) }
            let steps = stack.runtime.calls.filter { if case .step = $0 { true } else { false } }
            #expect(steps.count == (isForEach ? 3 : 1))
            #expect(stack.runtime.calls.first == steps.first)
            // One that comes later finds the others up.
            _ = try await stack.supervisor.restart(["web-2"])
            await stack.wait { _ in stack.runtime.starts(of: "web-2") == 2 }
            let later = stack.runtime.calls.filter { if case .step = $0 { true } else { false } }
            #expect(later.count == (isForEach ? 4 : 1))
        }
    }
}
