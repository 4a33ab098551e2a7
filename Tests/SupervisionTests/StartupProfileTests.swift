import ComposeModel
import Health
import OrderedCollections
import Runtime
import ServiceGraph
import Supervision
import TestSupport
import Testing

/// Which starts the profile tells of.
@Suite(.timeLimit(.minutes(1))) struct StartupProfileTests {
    private func slowStack() async throws -> TestStack {
        let stack = try await TestStack(
            .test("db", isProbed: true),
            .test("web", needs: Dependency(service: "db", condition: .healthy))
        )
        let outcome = try await stack.supervisor.up([], reloading: false)
        #expect(outcome.isProfiled)
        await stack.wait(for: "db", .running(.starting))
        return stack
    }

    @Test func anUpDuringAStartBecomesPartOfIt() async throws {
        let stack = try await slowStack()
        stack.runtime.set("db", isHealthy: true)
        await stack.clock.waitForSleep(of: .milliseconds(50))
        stack.clock.advance(by: .milliseconds(30))
        let outcome = try await stack.supervisor.up([], reloading: true)
        #expect(outcome.isProfiled)
        await stack.clock.passSleep(of: .milliseconds(50))
        await stack.waitUntilReady("web")
        let report = try #require(await stack.supervisor.startup)
        #expect(report.times["db"]?.started == .zero)
        #expect(report.times["db"]?.ready == .milliseconds(50))
        #expect(report.total == .milliseconds(50) && report.criticalPath.duration == report.total)
    }

    @Test func whatAnUpStartsAgainWasNotReadyBefore() async throws {
        let stack = try await TestStack(.test("db"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        stack.world.edit { $0.services["db"]?.environment["A"] = "1" }
        // So the new start comes some time after the up.
        stack.runtime.set("db", .ignoresSignals)
        #expect(try await stack.supervisor.up([], reloading: true).isProfiled)
        await stack.wait(for: "db", .stopping(then: .startAgain))
        stack.clock.advance(by: .milliseconds(40))
        stack.runtime.end("db", .code(0))
        await stack.wait { _ in stack.runtime.starts(of: "db") == 2 }
        await stack.waitUntilReady("db")
        let report = try #require(await stack.supervisor.startup)
        #expect(report.times["db"]?.ready == .milliseconds(40))
    }

    @Test func aStartOfOneServiceLeavesTheProfileOfTheStack() async throws {
        let stack = try await TestStack(.test("db"), .test("web"))
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["db", "web"] { await stack.waitUntilReady(name) }
        let whole = try #require(await stack.supervisor.startup)
        _ = try await stack.supervisor.stop(["db"])
        await stack.wait(for: "db", .stopped)
        let outcome = try await stack.supervisor.start(["db"])
        #expect(!outcome.isProfiled)
        await stack.waitUntilReady("db")
        #expect(await stack.supervisor.startup == whole)
        // A start of all that there is replaces it.
        _ = try await stack.supervisor.stop([])
        for name in ["db", "web"] { await stack.wait(for: name, .stopped) }
        #expect(try await stack.supervisor.start([]).isProfiled)
    }
}
