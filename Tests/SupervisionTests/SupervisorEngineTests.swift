import ComposeModel
import Health
import Runtime
import Supervision
import TestSupport
import Testing

/// An engine that goes away, comes back, and tells what became of its containers.
@Suite(.timeLimit(.minutes(1))) struct SupervisorEngineTests {
    private static func stack() async throws -> TestStack {
        let stack = try await TestStack(
            .test("db"),
            .test("web", needs: Dependency(service: "db")),
            runtimes: .docker
        )
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["db", "web"] { await stack.waitUntilReady(name) }
        return stack
    }

    private static func lose(_ stack: TestStack) async {
        stack.docker.report(.lost(reason: "gone"))
        for name in ["db", "web"] { await stack.wait(for: name, .unreachable(reason: "gone")) }
    }

    @Test func whatIsFoundGoesOnAsItWas() async throws {
        let stack = try await Self.stack()
        await Self.lose(stack)
        stack.docker.report(.recovered)
        for name in ["db", "web"] {
            let instance = try #require(stack.docker.instance(of: name))
            stack.docker.report(.found(instance, RunningInstance(pid: nil)))
            await stack.waitUntilReady(name)
            #expect(try await stack.report(name).machine.generation == 1)
        }
        #expect(stack.docker.calls == [.start("db", generation: 1), .start("web", generation: 1)])
    }

    @Test func whatEndedWithTheEngineStartsAgainInTheOrderOfItsDependencies() async throws {
        let stack = try await Self.stack()
        await Self.lose(stack)
        stack.docker.report(.recovered)
        stack.docker.interrupt("web")
        await stack.wait(for: "web", .waiting(for: ["db"]))
        stack.docker.interrupt("db")
        for name in ["db", "web"] { await stack.waitUntilReady(name) }
        #expect(
            stack.docker.calls.suffix(2) == [.start("db", generation: 2), .start("web", generation: 2)]
        )
    }

    @Test func aStackGoesDownWithoutItsEngine() async throws {
        let stack = try await Self.stack()
        await Self.lose(stack)
        await stack.supervisor.shutDown()
        #expect(await stack.supervisor.report().services.map(\.machine.state) == [.stopped, .stopped])
    }

    @Test func whatWasStoppedMeanwhileIsEndedOnceItIsFound() async throws {
        let stack = try await Self.stack()
        await Self.lose(stack)
        _ = try await stack.supervisor.stop(["web"])
        await stack.wait(for: "web", .stopped)
        let instance = try #require(stack.docker.instance(of: "web"))
        stack.docker.report(.recovered)
        stack.docker.report(.found(instance, RunningInstance(pid: 5)))
        stack.docker.report(.found(try #require(stack.docker.instance(of: "db")), RunningInstance(pid: 6)))
        await stack.waitUntilReady("db")
        while stack.docker.instance(of: "web") != nil { await Task.yield() }
        #expect(try await stack.report("web").machine.state == .stopped)
    }

    @Test func aStartThatTheEngineCutsOffIsMadeOnceItIsBack() async throws {
        let stack = try await TestStack(.test("db"), runtimes: .docker)
        stack.docker.starting("db", fails: RuntimeError(.unreachable, "gone"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "db", .unreachable(reason: "gone", startCutOff: true))
        stack.docker.starting("db", fails: nil)
        stack.docker.report(.lost(reason: "gone"))
        stack.docker.report(.recovered)
        await stack.waitUntilReady("db")
        #expect(stack.docker.starts(of: "db") == 2)
    }

    @Test func whatSomebodyElsePausedIsShownAsPaused() async throws {
        let stack = try await Self.stack()
        let instance = try #require(stack.docker.instance(of: "db"))
        stack.docker.report(.paused(instance))
        await stack.wait(for: "db", .paused)
        stack.docker.report(.resumed(instance))
        await stack.waitUntilReady("db")
    }

    // MARK: Health

    @Test func theEnginesOwnCheckSaysHowAServiceWithoutAProbeDoes() async throws {
        let stack = try await TestStack(.test("db"), runtimes: .docker)
        stack.docker.set("db", reportsHealth: true)
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "db", .running(.starting))
        let instance = try #require(stack.docker.instance(of: "db"))
        stack.docker.report(.health(instance, .healthy))
        await stack.wait(for: "db", .running(.healthy))
        stack.docker.report(.health(instance, .unhealthy(message: "no answer")))
        await stack.wait(for: "db", .running(.unhealthy))
        #expect(try await stack.report("db").probe?.outcome.message == "no answer")
        #expect(stack.docker.checks == 0)
    }

    @Test func aComposeHealthcheckIsAskedByOurselvesOnlyUntilItIsHealthy() async throws {
        var service = Service.test("db")
        service.healthcheck = Healthcheck(test: .shell("check"))
        let stack = try await TestStack(service, runtimes: .docker)
        stack.docker.set("db", reportsHealth: true)
        stack.docker.set("db", isHealthy: true)
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "db", .running(.starting))
        await stack.clock.passSleep(of: .milliseconds(50))
        await stack.wait(for: "db", .running(.healthy))
        let instance = try #require(stack.docker.instance(of: "db"))
        stack.docker.report(.health(instance, .unhealthy(message: "no answer")))
        await stack.wait(for: "db", .running(.unhealthy))
        #expect(stack.docker.checks == 1)
    }

    @Test func aProbeOfCpadevsOwnGoesBeforeTheEnginesCheck() async throws {
        let stack = try await TestStack(.test("db", isProbed: true), runtimes: .docker)
        stack.docker.set("db", reportsHealth: true)
        stack.docker.set("db", isHealthy: true)
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "db", .running(.starting))
        await stack.clock.passSleep(of: .milliseconds(50))
        await stack.wait(for: "db", .running(.healthy))
        let instance = try #require(stack.docker.instance(of: "db"))
        stack.docker.report(.health(instance, .unhealthy(message: "no answer")))
        // A later event of the same stream shows that the earlier one was taken in.
        stack.docker.report(.paused(instance))
        await stack.wait(for: "db", .paused)
        #expect(try await stack.report("db").probe?.kind == "exec")
    }
}
