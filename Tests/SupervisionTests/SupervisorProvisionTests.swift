import ComposeModel
import Runtime
import Supervision
import Testing

/// Services that another service's process serves as well, as an engine does its page.
@Suite(.timeLimit(.minutes(1))) struct SupervisorProvisionTests {
    /// - Parameter hasProcess: whether the page has a process of its own besides.
    private static func page(hasProcess: Bool = false) -> Service {
        var page = Service.test("ui", port: 8233)
        if !hasProcess { page.settings.native = nil }
        page.settings.providedBy = Provision(service: "engine", location: page.location)
        return page
    }

    /// Both run, the page with a process for where it needs one.
    private static func stack(_ preference: RuntimePreference) async throws -> TestStack {
        var services = [page(hasProcess: true), Service.test("engine")]
        for index in services.indices { services[index].settings.runtime = preference }
        let stack = try await TestStack(services[0], services[1], runtimes: .auto)
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["ui", "engine"] { await stack.waitUntilReady(name) }
        return stack
    }

    @Test func aProvidedServiceRunsWithItsProviderAndHasNoPid() async throws {
        let stack = try await TestStack(Self.page(), .test("engine"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("ui")
        #expect(stack.runtime.calls == [.start("engine", generation: 1)])
        #expect(try await stack.report("ui").machine.pid == nil)
        #expect(stack.runtime.launch(of: "engine")?.providedBindings["ui"]?.map(\.published) == [8233])

        stack.runtime.end("engine", .code(1))
        await stack.wait(for: "ui", .skipped(reason: "it needs engine, but it failed: exit code 1"))
        _ = try await stack.supervisor.start(["ui"])
        await stack.waitUntilReady("ui")
        #expect(stack.runtime.starts(of: "engine") == 2)
    }

    @Test func aProvidedServiceStartsAgainWhileItsProviderHoldsItsPort() async throws {
        let stack = try await TestStack(Self.page(), .test("engine"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("ui")
        _ = try await stack.supervisor.stop(["ui"])
        await stack.wait(for: "ui", .stopped)
        stack.world.hold(8233, by: "pid 1001 (engine)")
        _ = try await stack.supervisor.start(["ui"])
        await stack.waitUntilReady("ui")
        #expect(stack.runtime.starts(of: "engine") == 1)
    }

    @Test func whatHasNoProcessOfItsOwnMovesWithItsProvider() async throws {
        let stack = try await TestStack(Self.page(), .test("engine"), runtimes: .docker)
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["ui", "engine"] { await stack.waitUntilReady(name) }
        #expect(stack.docker.starts(of: "ui") == 1)
        _ = try await stack.supervisor.switchRuntime(of: "engine", to: .native)
        await stack.wait { $0.services.allSatisfy { $0.machine.generation > 1 && $0.machine.state == .running(nil) } }
        #expect(stack.runtime.starts(of: "engine") == 1)
        #expect(stack.runtime.starts(of: "ui") == 0)
        #expect(stack.docker.instance(of: "ui") == nil)
    }

    @Test func whatHasNoProcessOfItsOwnIsRefusedOneWithoutItsProvider() async throws {
        let stack = try await TestStack(Self.page(), .test("engine"), runtimes: .docker)
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["ui", "engine"] { await stack.waitUntilReady(name) }
        await #expect { _ = try await stack.supervisor.switchRuntime(of: "ui", to: .native) } throws: {
            ($0 as? SupervisorError)?.code == .runtimeRefused
        }
        #expect(stack.docker.starts(of: "ui") == 1)
    }

    @Test func itsOwnProcessRunsWhileItsProviderIsAContainer() async throws {
        let stack = try await Self.stack(.docker)
        _ = try await stack.supervisor.switchRuntime(of: "ui", to: .native)
        await stack.wait { $0.services[0].runtime == .native && $0.services[0].machine.state == .running(nil) }
        #expect(stack.runtime.starts(of: "ui") == 1)
        #expect(try await stack.report("ui").provider == nil)
        #expect(stack.docker.starts(of: "engine") == 1)
    }

    @Test func itsOwnProcessTakesOverWhenItsProviderMovesIntoAContainer() async throws {
        let stack = try await Self.stack(.native)
        #expect(stack.runtime.starts(of: "ui") == 0)
        _ = try await stack.supervisor.switchRuntime(of: "engine", to: .docker)
        await stack.wait { $0.services[1].runtime == .docker && $0.services[1].machine.state == .running(nil) }
        await stack.wait { $0.services[0].provider == nil && $0.services[0].machine.state == .running(nil) }
        #expect(stack.runtime.starts(of: "ui") == 1)
        #expect(try await stack.report("ui").runtime == .native)
    }

    @Test func itsProviderServesItAgainOnceThatRunsNatively() async throws {
        let stack = try await Self.stack(.docker)
        _ = try await stack.supervisor.switchRuntime(of: "ui", to: .native)
        await stack.wait { $0.services[0].runtime == .native && $0.services[0].machine.state == .running(nil) }
        _ = try await stack.supervisor.switchRuntime(of: "engine", to: .native)
        await stack.wait { $0.services[0].provider == "engine" && $0.services[0].machine.state == .running(nil) }
        #expect(stack.runtime.instance(of: "ui") == nil)
        #expect(stack.runtime.starts(of: "engine") == 1)
        #expect(stack.runtime.launch(of: "engine")?.providedBindings["ui"]?.map(\.published) == [8233])
    }

    @Test func aProviderThatRunsWithoutItStartsAgainToServeIt() async throws {
        let stack = try await Self.stack(.docker)
        _ = try await stack.supervisor.switchRuntime(of: "engine", to: .native)
        await stack.wait { $0.services[1].runtime == .native && $0.services[1].machine.state == .running(nil) }
        #expect(stack.runtime.launch(of: "engine")?.providedBindings.isEmpty == true)
        _ = try await stack.supervisor.switchRuntime(of: "ui", to: .native)
        await stack.wait { $0.services[0].provider == "engine" && $0.services[0].machine.state == .running(nil) }
        #expect(stack.runtime.starts(of: "engine") == 2)
        #expect(stack.runtime.launch(of: "engine")?.providedBindings["ui"]?.map(\.published) == [8233])
    }
}
