import ComposeModel
import OrderedCollections
import Runtime
import Supervision
import Testing

/// Services that may run in either of two runtimes, and move between them.
@Suite(.timeLimit(.minutes(1))) struct SupervisorRuntimeTests {
    /// A database, one that names it in its environment, and one that does not.
    private static func stack(_ preference: RuntimePreference = .docker) async throws -> TestStack {
        var web = Service.test("web", needs: Dependency(service: "db", condition: .healthy))
        web.environment["DATABASE_URL"] = "postgres://db:5432/app"
        let stack = try await TestStack(
            .test("db", port: 5432),
            web,
            .test("page"),
            runtimes: preference
        )
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["db", "web", "page"] { await stack.waitUntilReady(name) }
        return stack
    }

    // MARK: auto

    @Test func autoTakesTheEngineFirst() async throws {
        let stack = try await Self.stack(.auto)
        #expect(stack.docker.starts(of: "db") == 1)
        #expect(stack.runtime.calls.isEmpty)
    }

    @Test func autoFallsBackWhereFetchingFails() async throws {
        let stack = try await TestStack(.test("db"), runtimes: .auto)
        stack.docker.set("db", .installable(reason: "no image"))
        stack.docker.installing(fails: RuntimeError(.installFailed, "pull refused"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        #expect(stack.docker.calls == [.install("db")])
        #expect(stack.runtime.starts(of: "db") == 1)
    }

    @Test func whereNothingCanRunItEachReasonIsTold() async throws {
        let stack = try await TestStack(.test("db"), runtimes: .auto)
        stack.docker.set("db", .unavailable(reason: "no engine", remedy: "start it"))
        stack.runtime.set("db", .unavailable(reason: "no program", remedy: "install it"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(
            for: "db",
            .unavailable(reason: "docker: no engine; native: no program", remedy: "start it; or install it")
        )
    }

    @Test func autoStaysWhereTheDataAre() async throws {
        let stack = try await TestStack(.test("db"), runtimes: .auto)
        stack.docker.set("db", .unavailable(reason: "no engine", remedy: nil))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        stack.docker.set("db", .available(nil))
        _ = try await stack.supervisor.restart(["db"])
        await stack.wait { $0.services[0].machine.generation == 2 }
        await stack.waitUntilReady("db")
        #expect(stack.runtime.starts(of: "db") == 2)
        #expect(stack.docker.starts(of: "db") == 0)
    }

    // MARK: Switching

    @Test func aSwitchThereAndBackKeepsThePort() async throws {
        let stack = try await Self.stack()
        let port = try #require(stack.docker.launch(of: "db")?.bindings.first)
        let outcome = try await stack.supervisor.switchRuntime(of: "db", to: .native)
        #expect(outcome.changes == ["db: moves to another runtime"])
        await stack.wait { $0.services[0].machine.generation == 2 && $0.services[0].machine.state == .running(nil) }
        #expect(stack.runtime.launch(of: "db")?.bindings == [port])
        #expect(stack.docker.calls.contains(.remove("db")))
        _ = try await stack.supervisor.switchRuntime(of: "db", to: .docker)
        await stack.wait { $0.services[0].machine.generation == 3 && $0.services[0].machine.state == .running(nil) }
        #expect(stack.docker.launch(of: "db")?.bindings == [port])
        #expect(stack.docker.starts(of: "db") == 2)
        #expect(stack.runtime.starts(of: "db") == 1)
    }

    @Test func whoSeesItUnderAnotherAddressStartsAgainOnceItIsReady() async throws {
        let stack = try await Self.stack()
        #expect(stack.docker.launch(of: "web")?.environment["DATABASE_URL"] == "postgres://db:5432/app")
        _ = try await stack.supervisor.switchRuntime(of: "db", to: .native)
        await stack.wait { $0.services[1].machine.generation == 2 && $0.services[1].machine.state == .running(nil) }
        #expect(
            stack.docker.launch(of: "web")?.environment["DATABASE_URL"]
                == "postgres://host.docker.internal:5432/app"
        )
        #expect(stack.docker.launch(of: "web")?.hostPeers["db"]?.map(\.published) == [5432])
        #expect(stack.docker.starts(of: "web") == 2)
        #expect(stack.docker.starts(of: "page") == 1)
    }

    @Test func aContainerThatScrapesTheMetricsReachesThem() async throws {
        let metrics = MetricsSettings(port: 19_464, scrapedBy: "prometheus")
        let stack = try await TestStack(.test("prometheus"), .test("page"), runtimes: .docker, metrics: metrics)
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["prometheus", "page"] { await stack.waitUntilReady(name) }
        let peers = try #require(stack.docker.launch(of: "prometheus")?.hostPeers["cpadev"])
        #expect(peers == [Launch.Binding(target: 9464, host: "127.0.0.1", published: 19_464)])
        #expect(stack.docker.launch(of: "page")?.hostPeers == [:])
    }

    @Test func whoSeesItUnderTheSameAddressIsLeftAlone() async throws {
        let stack = try await Self.stack(.auto)
        _ = try await stack.supervisor.switchRuntime(of: "web", to: .native)
        await stack.wait { $0.services[1].machine.generation == 2 && $0.services[1].machine.state == .running(nil) }
        #expect(
            stack.runtime.launch(of: "web")?.environment["DATABASE_URL"] == "postgres://127.0.0.1:5432/app"
        )
        _ = try await stack.supervisor.switchRuntime(of: "db", to: .native)
        await stack.wait { $0.services[0].machine.generation == 2 && $0.services[0].machine.state == .running(nil) }
        #expect(stack.runtime.starts(of: "db") == 1)
        #expect(stack.runtime.starts(of: "web") == 1)
    }

    @Test func aRefusedSwitchChangesNothing() async throws {
        let stack = try await Self.stack()
        stack.runtime.set("db", .unavailable(reason: "no program", remedy: "install it"))
        let before = await stack.supervisor.report().services
        await #expect { _ = try await stack.supervisor.switchRuntime(of: "db", to: .native) } throws: {
            ($0 as? SupervisorError)
                == SupervisorError(.runtimeRefused, "db cannot run as native: no program", remedy: "install it")
        }
        #expect(await stack.supervisor.report().services == before)
    }

    @Test func aChoiceForARunningStackMovesIt() async throws {
        let stack = try await Self.stack()
        let outcome = try await stack.supervisor.up([], runtimes: RuntimeOverrides(all: .native), reloading: true)
        #expect(outcome.changes.count == 3)
        await stack.wait { $0.services.allSatisfy { $0.machine.generation > 1 && $0.machine.state == .running(nil) } }
        for name in ["db", "web", "page"] { #expect(stack.runtime.instance(of: name) != nil) }
        #expect(
            stack.runtime.launch(of: "web")?.environment["DATABASE_URL"] == "postgres://127.0.0.1:5432/app"
        )
    }

    @Test func aChoiceThatCannotBeHadLeavesTheWholeStackAsItIs() async throws {
        let stack = try await Self.stack()
        stack.runtime.set("web", .unavailable(reason: "no program", remedy: "install it"))
        let before = await stack.supervisor.report().services
        await #expect {
            _ = try await stack.supervisor.up([], runtimes: RuntimeOverrides(all: .native), reloading: true)
        } throws: {
            ($0 as? SupervisorError)
                == SupervisorError(.runtimeRefused, "web cannot run as native: no program", remedy: "install it")
        }
        #expect(await stack.supervisor.report().services == before)
        // The choice is forgotten, too.
        let outcome = try await stack.supervisor.up([], reloading: true)
        #expect(outcome.changes.isEmpty)
    }

    @Test func aRuntimeThatIsNotThereIsRefusedAndNothingStops() async throws {
        let stack = try await TestStack(.test("db"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        let before = await stack.supervisor.report().services
        for choices in [RuntimeOverrides(all: .docker), RuntimeOverrides(services: ["db": .docker])] {
            await #expect { _ = try await stack.supervisor.up([], runtimes: choices, reloading: true) } throws: {
                ($0 as? SupervisorError)?.code == .runtimeRefused && ($0 as? SupervisorError)?.remedy != nil
            }
        }
        #expect(await stack.supervisor.report().services == before)
    }

    // MARK: Ports

    @Test func aPortThatItsOwnContainerHoldsIsNoObstacle() async throws {
        let stack = try await TestStack(.test("db", port: 5432), runtimes: .docker)
        stack.world.hold(5432, by: "docker-proxy (pid 7)")
        stack.docker.hold(5432, by: .service("db"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
    }

    @Test func aPortOfAServiceOfTheSameStackIsFreedByStoppingIt() async throws {
        let stack = try await TestStack(.test("db", port: 5432), runtimes: .docker)
        stack.world.hold(5432, by: "docker-proxy (pid 7)")
        stack.docker.hold(5432, by: .service("web"))
        await #expect { _ = try await stack.supervisor.up([], reloading: false) } throws: {
            let error = $0 as? SupervisorError
            return error?.message == "port 5432 of db is taken by service web of this stack"
                && error?.remedy == "stop it with 'cpadev stop web', or choose another port for one of them"
        }
    }

    @Test func aPortThatAnotherContainerHoldsIsTold() async throws {
        let stack = try await TestStack(.test("db", port: 5432), runtimes: .docker)
        stack.world.hold(5432, by: "docker-proxy (pid 7)")
        stack.docker.hold(5432, by: .other("container web-1 of project shop"))
        await #expect { _ = try await stack.supervisor.up([], reloading: false) } throws: {
            ($0 as? SupervisorError)?.message == "port 5432 of db is taken by container web-1 of project shop"
        }
    }
}
