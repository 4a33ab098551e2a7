import ComposeModel
import Health
import OrderedCollections
import Runtime
import ServiceGraph
import Supervision
import TestSupport
import Testing

/// Ports that others hold, that services share, and addresses that follow from them.
@Suite(.timeLimit(.minutes(1))) struct SupervisorPortTests {
    @Test func aTakenPortRefusesBeforeAnythingStarts() async throws {
        let stack = try await TestStack(.test("db", port: 5432), .test("mq", port: 6379), .test("web"))
        stack.world.hold(5432, by: "pid 7 (postgres)")
        stack.world.hold(6379, by: "pid 8 (redis)")
        await #expect {
            _ = try await stack.supervisor.up([], reloading: false)
        } throws: { error in
            guard let error = error as? SupervisorError else { return false }
            return error.code == .portTaken
                && error.message
                    == "port 5432 of db is taken by pid 7 (postgres)\nport 6379 of mq is taken by pid 8 (redis)"
        }
        let report = await stack.supervisor.report()
        #expect(report.services.map(\.machine.state) == [.stopped, .stopped, .stopped])
        #expect(stack.runtime.calls.isEmpty)
    }

    @Test func twoServicesOnOnePortAreRefusedBeforeEitherStarts() async throws {
        var all = Service.test("all", port: 8080)
        all.ports = all.ports.map { port in
            var port = port
            port.hostIP = nil
            return port
        }
        var elsewhere = Service.test("elsewhere", port: 8080)
        elsewhere.ports = elsewhere.ports.map { port in
            var port = port
            port.hostIP = "127.0.0.2"
            return port
        }
        let stack = try await TestStack(
            .test("one", port: 5432),
            .test("two", port: 5432),
            all,
            elsewhere,
            .test("web")
        )
        func refusal(_ names: [String]) async throws -> String {
            do { _ = try await stack.supervisor.up(names, reloading: false) } catch  where error.code == .portTaken {
                return error.message
            }
            return ""
        }
        #expect(try await refusal(["one", "two"]) == "port 5432 would be bound by both one and two")
        #expect(try await refusal(["elsewhere", "all"]) == "port 8080 would be bound by both all and elsewhere")
        #expect(stack.runtime.calls.isEmpty)
        _ = try await stack.supervisor.start(["one", "web"])
        #expect(try await refusal(["two"]) == "port 5432 would be bound by both one and two")
        _ = try await stack.supervisor.stop(["one"])
        await stack.wait(for: "one", .stopped)
        #expect(try await refusal(["two"]).isEmpty)
    }

    @Test func aRestartAndAChangedFileAreRefusedAsAStartIs() async throws {
        let stack = try await TestStack(.test("one", port: 5432), .test("two", port: 5432), .test("web", port: 8080))
        func refusal(_ command: () async throws -> CommandOutcome) async throws -> String {
            do { _ = try await command() } catch let error as SupervisorError where error.code == .portTaken {
                return error.message
            }
            return ""
        }
        let shared = "port 5432 would be bound by both one and two"
        #expect(try await refusal { try await stack.supervisor.restart(["one", "two"]) } == shared)
        _ = try await stack.supervisor.start(["one", "web"])
        await stack.waitUntilReady("web")
        #expect(try await refusal { try await stack.supervisor.restart(["two"]) } == shared)
        stack.world.hold(8080, by: "pid 1003 (web)")
        #expect(try await refusal { try await stack.supervisor.restart(["web"]) }.isEmpty)
        await stack.clock.waitForSleep(of: .milliseconds(20))
        stack.world.hold(8080, by: nil)
        await stack.clock.passSleep(of: .milliseconds(20))
        await stack.waitUntilReady("web")

        stack.world.edit { $0.services["web"]?.ports = [Port(target: 80, published: 5432, hostIP: "127.0.0.1")] }
        let moved = "port 5432 would be bound by both one and web"
        #expect(try await refusal { try await stack.supervisor.up(["web"], reloading: true) } == moved)
        #expect(try await refusal { try await stack.supervisor.restart(["web"]) } == moved)
        stack.world.edit { $0.services["web"]?.ports = [Port(target: 80, published: 9090, hostIP: "127.0.0.1")] }
        stack.world.hold(9090, by: "pid 7 (other)")
        let taken = "port 9090 of web is taken by pid 7 (other)"
        #expect(try await refusal { try await stack.supervisor.up(["web"], reloading: true) } == taken)
        #expect(try await stack.report("web").machine.state == .running(nil))
    }

    /// Both may start at once and find the port free, and a process that cannot bind it may run on.
    @Test func aProbeThatAnotherProcessAnswersFailsTheStart() async throws {
        let stack = try await TestStack(.test("db", isProbed: true, port: 5432))
        stack.runtime.set("db", isHealthy: true)
        stack.runtime.answer(on: 5432, by: "pid 9 (other)")
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.clock.passSleep(of: .milliseconds(50))
        await stack.wait(
            for: "db",
            .failed(
                reason: "port 5432 is taken by pid 9 (other)",
                remedy: "end that process, or choose another port in .env (see .env.example)"
            )
        )
        #expect(stack.runtime.instance(of: "db") == nil)
    }

    @Test func theProbeOfAProcessThatHasExitedDecidesNothing() async throws {
        var service = Service.test("db")
        service.healthcheck = Healthcheck(test: .command(["check"]), interval: .seconds(3), retries: 1)
        let app = Service.test("app", needs: Dependency(service: "db", condition: .healthy))
        let stack = try await TestStack(service, app)
        stack.runtime.set("db", isHealthy: true)
        stack.runtime.exitUnseen("db")
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.clock.passSleep(of: .milliseconds(50))
        // The second sleep follows the first answer.
        await stack.clock.waitForSleep(of: .seconds(3))
        #expect(stack.runtime.checks == 1)
        #expect(stack.runtime.starts(of: "app") == 0)
        #expect(try await stack.report("db").machine.state == .running(.starting))
    }

    @Test func aRunningServicesOwnPortIsNotInItsWay() async throws {
        let stack = try await TestStack(.test("db", port: 5432))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        stack.world.hold(5432, by: "pid 1001 (db)")
        _ = try await stack.supervisor.up([], reloading: false)
        #expect(stack.runtime.starts(of: "db") == 1)
    }

    @Test func aPortThatIsStillHeldFailsTheStartOnceItsPatienceEnds() async throws {
        let stack = try await TestStack(.test("db", port: 5432, restart: .always))
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("db")
        stack.world.hold(5432, by: "pid 9 (other)")
        stack.runtime.end("db", .code(1))
        await stack.clock.passSleep(of: .milliseconds(200))
        for _ in 0..<50 { await stack.clock.passSleep(of: .milliseconds(20)) }
        await stack.wait(
            for: "db",
            .failed(
                reason: "port 5432 is taken by pid 9 (other)",
                remedy: "end that process, or choose another port in .env (see .env.example)"
            )
        )
    }

    @Test func anOpenPortIsChosenFreely() async throws {
        var service = Service.test("db")
        service.ports = [Port(target: 5432)]
        let stack = try await TestStack(service)
        #expect(try await stack.report("db").bindings == [.init(target: 5432, host: "127.0.0.1", published: 40_000)])
    }

    @Test func environmentNamesOtherServicesAsThisMachineReachesThem() async throws {
        var web = Service.test("web", needs: Dependency(service: "db"))
        web.environment = ["DATABASE_URL": "postgres://db:5432/x", "PLAIN": "1", "UNSET": nil]
        var database = Service.test("db")
        database.ports = [Port(target: 5432, published: 15_432)]
        let stack = try await TestStack(web, database)
        _ = try await stack.supervisor.up([], reloading: false)
        await stack.waitUntilReady("web")
        let environment = stack.runtime.launch(of: "web")?.environment
        #expect(environment == ["DATABASE_URL": "postgres://127.0.0.1:15432/x", "PLAIN": "1"])
    }
}
