import ComposeModel
import OrderedCollections
import Runtime
import Supervision
import Testing

/// What env files say to launchers, read again.
@Suite(.timeLimit(.minutes(1))) struct LauncherVariableTests {
    private func stack() async throws -> TestStack {
        var launched = Service.test("backend")
        launched.settings.native = .launcher(path: "/launch", location: launched.location)
        var passing = Service.test("worker")
        passing.environment = ["TOKEN": nil]
        let stack = try await TestStack(
            launched,
            passing,
            .test("db"),
            variablesRead: { service, names in service.name == "backend" ? names.intersection(["CPA_BACKEND_DIR"]) : []
            }
        )
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["backend", "worker", "db"] { await stack.waitUntilReady(name) }
        return stack
    }

    @Test func aRestartTakesThemInAndSaysSo() async throws {
        let stack = try await stack()
        stack.world.edit { $0.environment = ["CPA_BACKEND_DIR": "/mine", "CPA_OTHER": "x"] }
        let outcome = try await stack.supervisor.restart(["backend"])
        #expect(outcome.changes == ["backend: CPA_BACKEND_DIR changed"])
        await stack.wait { _ in stack.runtime.starts(of: "backend") == 2 }
        #expect(stack.runtime.launch(of: "backend")?.variables["CPA_BACKEND_DIR"] == "/mine")
        #expect(stack.runtime.launch(of: "db")?.variables["CPA_BACKEND_DIR"] == nil)
    }

    @Test func anUpRestartsThoseThatReadThem() async throws {
        let stack = try await stack()
        stack.world.edit { $0.environment = ["CPA_BACKEND_DIR": "/mine", "TOKEN": "t"] }
        let outcome = try await stack.supervisor.up([], reloading: true)
        #expect(outcome.changes == ["backend: CPA_BACKEND_DIR changed", "worker: TOKEN changed"])
        for name in ["backend", "worker"] { await stack.wait { _ in stack.runtime.starts(of: name) == 2 } }
        #expect(stack.runtime.launch(of: "worker")?.environment == ["TOKEN": "t"])
        #expect(stack.runtime.starts(of: "db") == 1)
        #expect(try await stack.supervisor.up([], reloading: true).changes == [])
    }

    @Test func aStartTakesThemIn() async throws {
        let stack = try await stack()
        _ = try await stack.supervisor.stop(["backend"])
        await stack.wait(for: "backend", .stopped)
        stack.world.edit { $0.environment = ["CPA_BACKEND_DIR": "/mine", "TOKEN": "t"] }
        let outcome = try await stack.supervisor.start(["backend"])
        #expect(outcome.changes == ["backend: CPA_BACKEND_DIR changed"])
        await stack.wait { _ in stack.runtime.starts(of: "backend") == 2 }
        #expect(stack.runtime.launch(of: "backend")?.variables["CPA_BACKEND_DIR"] == "/mine")
        #expect(stack.runtime.starts(of: "worker") == 1)
    }
}
