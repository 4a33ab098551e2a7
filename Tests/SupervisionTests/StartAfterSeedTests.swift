import ComposeModel
import ServiceGraph
import Supervision
import Testing

/// Services that start once the seed data is there.
@Suite(.timeLimit(.minutes(1))) struct StartAfterSeedTests {
    private func stack() async throws -> TestStack {
        var app = Service.test("app", needs: Dependency(service: "db"))
        app.settings.startsAfterSeed = true
        return try await TestStack(.test("db"), app, .test("other"), awaitsSeed: true)
    }

    @Test func itWaitsForTheDataAndOthersDoNot() async throws {
        let stack = try await stack()
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["db", "other"] { await stack.waitUntilReady(name) }
        await stack.wait(for: "app", .waiting(for: ["the seed data"]))
        #expect(await stack.supervisor.startup == nil)
        await stack.supervisor.seedChanged(.underWay(waitsFor: nil))
        #expect(stack.runtime.starts(of: "app") == 0)
        await stack.supervisor.seedChanged(.over)
        await stack.waitUntilReady("app")
        #expect(await stack.supervisor.startup?.times["app"]?.seeded != nil)
        #expect(await stack.supervisor.startup?.times["db"]?.seeded == nil)
    }

    @Test func whereNobodyLoadsDataItStartsAtOnce() async throws {
        var app = Service.test("app")
        app.settings.startsAfterSeed = true
        let stack = try await TestStack(app)
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("app")
    }

    @Test func dataThatWaitsForAServiceWhichWillNotComeHoldsNobodyBack() async throws {
        let stack = try await stack()
        await stack.supervisor.seedChanged(.underWay(waitsFor: "other"))
        _ = try await stack.supervisor.up(["app"], reloading: false)
        await stack.waitUntilReady("app")
        #expect(try await stack.report("other").machine.state == .stopped)
    }
}
