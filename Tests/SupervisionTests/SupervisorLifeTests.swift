import ComposeModel
import Diagnostics
import LogStore
import OrderedCollections
import Runtime
import Supervision
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct SupervisorLifeTests {
    @Test func whatEndsIsStartedAgainByPolicyAfterTheBackoff() async throws {
        let stack = try await TestStack(.test("db", restart: .always))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        let before = await stack.supervisor.lastSequence
        stack.runtime.end("db", .signal(9))
        await stack.wait(for: "db", .backoff(attempt: 1, delay: .milliseconds(200)))
        #expect(
            await stack.notices(after: before) == ["warning db: ended with signal SIGKILL; start 2 in 200 ms"]
        )
        await stack.clock.passSleep(of: .milliseconds(200))
        await stack.waitUntilReady("db")
        #expect(try await stack.report("db").machine.restarts == 1)
        #expect(stack.runtime.calls == [.start("db", generation: 1), .start("db", generation: 2)])
        let lines = try stack.logs.log(for: "db").tail(10).map(\.text)
        #expect(lines == ["ended with signal SIGKILL"])
    }

    @Test func theDeathOfADependencyDoesNotWedgeItsDependents() async throws {
        let stack = try await TestStack(
            .test("web", needs: Dependency(service: "db")),
            .test("db", restart: .always)
        )
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("web")
        stack.runtime.end("db", .signal(9))
        await stack.clock.passSleep(of: .milliseconds(200))
        await stack.wait(for: "db", .running(nil))
        #expect(try await stack.report("web").machine.state == .running(nil))
        #expect(stack.runtime.starts(of: "web") == 1)
    }

    @Test func itGivesUpAfterTooManyEnds() async throws {
        let stack = try await TestStack(.test("db", restart: .always), tuning: RestartTuning(maximumAttempts: 1))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        stack.runtime.end("db", .code(1))
        await stack.clock.passSleep(of: .milliseconds(200))
        await stack.waitUntilReady("db")
        let before = await stack.supervisor.lastSequence
        stack.runtime.end("db", .code(1))
        await stack.wait(for: "db", .gaveUp(reason: "exit code 1, 2 times in a row"))
        #expect(await stack.notices(after: before) == ["error db: gave up: exit code 1, 2 times in a row"])
    }

    @Test func whatCannotBeStartedTellsWhy() async throws {
        let stack = try await TestStack(.test("db"))
        stack.runtime.starting("db", fails: RuntimeError(.cannotExecute, "'db' is not installed", remedy: "install it"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.wait(for: "db", .failed(reason: "'db' is not installed", remedy: "install it"))
    }

    @Test func anUnhealthyServiceIsRestartedWhereItAsksForIt() async throws {
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
        #expect(stack.runtime.calls.last == .signal("db", "SIGTERM"))
    }

    @Test func exitsOfOldInstancesAndStrangersChangeNothing() async throws {
        let stack = try await TestStack(.test("db"), .test("end"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        await stack.waitUntilReady("end")
        stack.runtime.report(.exited(InstanceID(service: "db", generation: 0), .code(1), note: nil))
        stack.runtime.report(.exited(InstanceID(service: "db", generation: 2), .code(1), note: nil))
        stack.runtime.report(.exited(InstanceID(service: "stranger", generation: 1), .code(1), note: nil))
        // Events come in order, so after this one the others were taken in.
        stack.runtime.end("end", .code(0))
        await stack.wait(for: "end", .completed)
        #expect(try await stack.report("db").machine.state == .running(nil))
    }

    // MARK: Stopping

    @Test func stopGoesInReverseOrderAndWaitsForEachLayer() async throws {
        let stack = try await TestStack(
            .test("db"),
            .test("web", needs: Dependency(service: "db")),
            .test("page", needs: Dependency(service: "web"))
        )
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("page")
        stack.runtime.set("web", .ignoresSignals)
        _ = try await stack.supervisor.stop([])
        await stack.wait(for: "page", .stopped)
        await stack.wait(for: "web", .stopping(then: .stopped))
        #expect(try await stack.report("db").machine.state == .running(nil))
        stack.runtime.end("web", .code(0))
        await stack.wait(for: "db", .stopped)
        let signals = stack.runtime.calls.filter { if case .signal = $0 { true } else { false } }
        #expect(signals == [.signal("page", "SIGTERM"), .signal("web", "SIGTERM"), .signal("db", "SIGTERM")])
    }

    @Test func whatDoesNotEndInTimeIsKilled() async throws {
        var service = Service.test("db")
        service.stopSignal = Signal("SIGINT")
        service.stopGracePeriod = .seconds(7)
        let stack = try await TestStack(service)
        stack.runtime.set("db", .ignoresSignals)
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        _ = try await stack.supervisor.stop(["db"])
        await stack.clock.passSleep(of: .seconds(7))
        await stack.wait(for: "db", .stopped)
        #expect(
            stack.runtime.calls == [.start("db", generation: 1), .signal("db", "SIGINT"), .kill("db")]
        )
        #expect(try await stack.report("db").machine.lastExit == .signal(9))
    }

    @Test(arguments: [(nil, "SIGQUIT"), ("SIGTERM", "SIGTERM"), ("SIGRTMIN+3", "SIGRTMIN+3")] as [(String?, String)])
    func theImagesSignalStopsItWhereTheFileNamesNone(own: String?, sent: String) async throws {
        var service = Service.test("web")
        service.stopSignal = own.flatMap(Signal.init)
        let stack = try await TestStack(service)
        stack.runtime.setImageSignal(Signal("SIGQUIT"), of: "web")
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("web")
        #expect(try await stack.report("web").stopSignal.description == sent)
        _ = try await stack.supervisor.stop(["web"])
        await stack.wait(for: "web", .stopped)
        #expect(stack.runtime.calls.last == .signal("web", sent))
    }

    @Test func whatSurvivesTheKillIsNotStartedUntilItIsGone() async throws {
        var database = Service.test("db")
        database.stopGracePeriod = .seconds(7)
        let stack = try await TestStack(database, .test("web"))
        stack.runtime.set("db", .survivesKill)
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        _ = try await stack.supervisor.stop(["db"])
        await stack.clock.passSleep(of: .seconds(7))
        await stack.clock.passSleep(of: .seconds(5))
        await stack.wait(for: "db") { if case .failed = $0 { true } else { false } }

        let pid = try #require(try await stack.report("db").machine.pid)
        for command in [stack.supervisor.start, stack.supervisor.restart] {
            await #expect { _ = try await command(["db"]) } throws: {
                ($0 as? SupervisorError)?.code == .processHangs
                    && ($0 as? SupervisorError)?.message.hasPrefix("pid \(pid) of db did not end after SIGKILL") == true
            }
        }
        _ = try await stack.supervisor.start(["web"])
        stack.runtime.end("db", .signal(9))
        await stack.wait { $0.services[0].machine.pid == nil }
        _ = try await stack.supervisor.start(["db"])
        await stack.waitUntilReady("db")
        #expect(stack.runtime.starts(of: "db") == 2)
    }

    @Test func shutDownStopsEverythingAndRefusesCommands() async throws {
        let stack = try await TestStack(.test("web", needs: Dependency(service: "db")), .test("db"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("web")
        let before = await stack.supervisor.lastSequence
        let wakeUps = await stack.supervisor.wakeUps()
        await stack.supervisor.shutDown()
        #expect(await stack.supervisor.report().services.map(\.machine.state) == [.stopped, .stopped])
        #expect(await stack.supervisor.changes(after: before)?.first?.payload == .shuttingDown)
        await #expect { _ = try await stack.supervisor.start([]) } throws: {
            ($0 as? SupervisorError)?.code == .shuttingDown
        }
        await stack.supervisor.close()
        for await _ in wakeUps {}
    }

    @Test func whoListensAfterTheEndIsToldSo() async throws {
        let stack = try await TestStack(.test("db"))
        await stack.supervisor.close()
        for await _ in await stack.supervisor.wakeUps() {}
    }

    // MARK: Restarting

    @Test func restartTakesThoseAlongThatAskedForIt() async throws {
        let stack = try await TestStack(
            .test("db"),
            .test("web", needs: Dependency(service: "db", restart: true)),
            .test("page", needs: Dependency(service: "db"))
        )
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["web", "page"] { await stack.waitUntilReady(name) }
        let outcome = try await stack.supervisor.restart(["db"])
        #expect(outcome.services == ["db", "web"])
        await stack.wait { $0.services[0].machine.generation == 2 && $0.services[1].machine.generation == 2 }
        for name in ["db", "web"] { await stack.waitUntilReady(name) }
        #expect(stack.runtime.starts(of: "db") == 2)
        #expect(stack.runtime.starts(of: "web") == 2)
        #expect(stack.runtime.starts(of: "page") == 1)
    }

    @Test func restartReadsTheFilesAgainForThatServiceAlone() async throws {
        let stack = try await TestStack(.test("db"), .test("web"))
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["db", "web"] { await stack.waitUntilReady(name) }
        stack.world.edit {
            $0.services["db"]?.environment["A"] = "1"
            $0.services["web"]?.environment["B"] = "2"
        }
        let outcome = try await stack.supervisor.restart(["db"])
        #expect(outcome.changes == ["db: environment A changed"])
        await stack.wait { $0.services[0].machine.generation == 2 }
        await stack.waitUntilReady("db")
        #expect(stack.runtime.launch(of: "db")?.environment == ["A": "1"])
        #expect(stack.runtime.launch(of: "web")?.environment == [:])
    }

    // MARK: Reading the files again

    @Test func upTellsWhatChangedAndRestartsJustThat() async throws {
        let stack = try await TestStack(.test("db"), .test("web"), .test("old"))
        _ = try await stack.supervisor.up([], reloading: false)
        for name in ["db", "web", "old"] { await stack.waitUntilReady(name) }
        stack.world.edit { project in
            project.services["db"]?.environment["PASSWORD"] = "secret"
            project.services["db"]?.restart = .always
            project.services["web"]?.location.line = 99
            project.services["old"] = nil
            project.services["new"] = .test("new")
        }
        let before = await stack.supervisor.lastSequence
        let outcome = try await stack.supervisor.up([], reloading: true)
        #expect(
            outcome.changes == [
                "db: environment PASSWORD changed",
                "db: restart changed",
                "new: new",
                "old: no longer in the Compose file",
            ]
        )
        await stack.waitUntilReady("new")
        await stack.wait { $0.services.first { $0.service.name == "db" }?.machine.generation == 2 }
        await stack.waitUntilReady("db")
        #expect(stack.runtime.starts(of: "db") == 2)
        #expect(stack.runtime.starts(of: "web") == 1)
        await stack.waitForRemoval(of: "old", after: before)
        #expect(await stack.supervisor.report().services.map(\.service.name) == ["db", "web", "new"])
        #expect(stack.runtime.calls.contains(.signal("old", "SIGTERM")))
    }

    @Test func aBrokenFileLeavesTheStackAsItWas() async throws {
        struct Broken: Error, CustomStringConvertible {
            var description: String { "compose.yaml:3:1: no" }
        }
        let stack = try await TestStack(.test("db"))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        stack.world.breakFiles(Broken())
        await #expect { _ = try await stack.supervisor.up([], reloading: true) } throws: {
            ($0 as? SupervisorError)?.code == .invalidProject
                && ($0 as? SupervisorError)?.message == "compose.yaml:3:1: no"
        }
        #expect(try await stack.report("db").machine.state == .running(nil))
    }

    @Test func aCycleInTheNewFileLeavesTheStackAsItWas() async throws {
        let stack = try await TestStack(.test("a"), .test("b", needs: Dependency(service: "a")))
        stack.world.edit { $0.services["a"]?.dependencies = [Dependency(service: "b")] }
        await #expect { _ = try await stack.supervisor.up([], reloading: true) } throws: {
            ($0 as? SupervisorError)?.code == .invalidProject
        }
        #expect(try await stack.report("a").dependencies.isEmpty)
    }

    // MARK: Names

    @Test func anUnknownNameGetsTheNearestOne() async throws {
        let stack = try await TestStack(.test("postgres"), .test("redis"))
        await #expect { _ = try await stack.supervisor.start(["postgre"]) } throws: {
            ($0 as? SupervisorError)
                == SupervisorError(
                    .unknownService,
                    "no service 'postgre' in project 'test'",
                    remedy: "did you mean 'postgres'?"
                )
        }
        await #expect { _ = try await stack.supervisor.stop(["zzzzzzzz"]) } throws: {
            ($0 as? SupervisorError)?.remedy == "the services are: postgres, redis"
        }
    }
}
