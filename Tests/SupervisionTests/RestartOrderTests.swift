import ComposeModel
import LogAnalysis
import LogStore
import OrderedCollections
import Runtime
import Supervision
import TestSupport
import Testing

/// In which order services are restarted, and what their logs say of it.
@Suite(.timeLimit(.minutes(1))) struct RestartOrderTests {
    private func chain() async throws -> TestStack {
        let stack = try await TestStack(
            .test("db"),
            .test("api", needs: Dependency(service: "db", restart: true)),
            .test("web", needs: Dependency(service: "api", restart: true)),
            .test("other", needs: Dependency(service: "db"))
        )
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["db", "api", "web", "other"] { await stack.waitUntilReady(name) }
        return stack
    }

    private func order(_ stack: TestStack) -> [String] {
        stack.runtime.calls.compactMap { call in
            switch call {
            case .signal(let name, _): "-\(name)"
            case .start(let name, let generation) where generation > 1: "+\(name)"
            default: nil
            }
        }
    }

    @Test func dependentsEndFirstAndStartLast() async throws {
        let stack = try await chain()
        let outcome = try await stack.supervisor.restart(["db"])
        #expect(outcome.services == ["db", "api", "web"])
        await stack.wait { _ in stack.runtime.starts(of: "web") == 2 }
        #expect(order(stack) == ["-web", "-api", "-db", "+db", "+api", "+web"])
        #expect(stack.runtime.starts(of: "other") == 1)
    }

    @Test func nothingEndsUnderADependentThatTakesItsTime() async throws {
        let stack = try await chain()
        stack.runtime.set("api", .ignoresSignals)
        _ = try await stack.supervisor.restart(["db"])
        await stack.wait(for: "api", .stopping(then: .startAgain))
        await stack.wait(for: "web", .waiting(for: ["api"]))
        #expect(try await stack.report("db").machine.state == .running(nil))
        #expect(try await stack.report("db").restartsAfter == ["api"])
        stack.runtime.end("api", .code(0))
        await stack.wait { _ in stack.runtime.starts(of: "web") == 2 }
        #expect(order(stack) == ["-web", "-api", "-db", "+db", "+api", "+web"])
    }

    @Test func aStopComesBeforeARestartThatWaits() async throws {
        let stack = try await chain()
        stack.runtime.set("api", .ignoresSignals)
        _ = try await stack.supervisor.restart(["db"])
        await stack.wait(for: "api", .stopping(then: .startAgain))
        _ = try await stack.supervisor.stop(["db"])
        await stack.wait(for: "db", .stopped)
        stack.runtime.end("api", .code(0))
        await stack.wait(for: "api", .skipped(reason: "it needs db, but it is stopped"))
        #expect(stack.runtime.starts(of: "db") == 1)
    }

    @Test func aNewDefinitionTakesFollowersAlongInOrder() async throws {
        let stack = try await chain()
        stack.world.edit { $0.services["db"]?.environment["A"] = "1" }
        let outcome = try await stack.supervisor.up([], reloading: true)
        #expect(
            outcome.changes == [
                "db: environment A changed", "api: restarts with what it follows", "web: restarts with what it follows",
            ]
        )
        await stack.wait { _ in stack.runtime.starts(of: "web") == 2 }
        #expect(order(stack) == ["-web", "-api", "-db", "+db", "+api", "+web"])
    }

    // MARK: What the log says

    private func notes(_ stack: TestStack, _ name: String) throws -> [String] {
        try stack.logs.log(for: name).tail(20).filter { $0.stream == .system }.map(\.text)
    }

    @Test func theLogSaysWhyAnInstanceIsStopped() async throws {
        let stack = try await TestStack(.test("db"), .test("web"))
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["db", "web"] { await stack.waitUntilReady(name) }
        _ = try await stack.supervisor.restart(["db"])
        await stack.wait { _ in stack.runtime.starts(of: "db") == 2 }
        await stack.waitUntilReady("db")
        #expect(
            try notes(stack, "db") == ["stopping with SIGTERM: asked to restart", "stopped with signal SIGTERM"]
        )
        _ = try await stack.supervisor.stop(["db"])
        await stack.wait(for: "db", .stopped)
        #expect(try notes(stack, "db").dropFirst(2).first == "stopping with SIGTERM: asked to stop")
        await stack.supervisor.shutDown()
        #expect(try notes(stack, "web").first == "stopping with SIGTERM: the stack is going down")
    }

    @Test func theLogSaysWhyAnUnhealthyServiceIsStopped() async throws {
        var service = Service.test("db", restart: .always)
        service.settings.restartsUnhealthy = true
        service.healthcheck = Healthcheck(test: .command(["check"]), interval: .seconds(3), retries: 1)
        let stack = try await TestStack(service)
        stack.runtime.set("db", isHealthy: true)
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.clock.passSleep(of: .milliseconds(50))
        await stack.waitUntilReady("db")
        stack.runtime.set("db", isHealthy: false)
        await stack.clock.passSleep(of: .seconds(3))
        await stack.wait(for: "db", .backoff(attempt: 1, delay: .milliseconds(200)))
        #expect(try notes(stack, "db").first?.hasPrefix("stopping with SIGTERM: unhealthy: exit code 1") == true)
    }

    @Test func aStartThatFailsStandsInTheLog() async throws {
        let stack = try await TestStack(.test("db"))
        stack.runtime.starting("db", fails: RuntimeError(.cannotExecute, "/srv/db is not executable"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "db") { if case .failed = $0 { true } else { false } }
        #expect(try notes(stack, "db") == ["cannot start: /srv/db is not executable"])
    }
}
