import ComposeModel
import Diagnostics
import OrderedCollections
import Runtime
import Supervision
import Testing

@Suite(.timeLimit(.minutes(1))) struct ReplicaTests {
    private static func project(_ services: Service...) -> Project { .test(services) }

    private static func web(_ replicas: Int) -> Service {
        var web = Service.test("web", needs: Dependency(service: "db"))
        web.replicas = replicas
        return web
    }

    private static func codes(_ project: Project, _ scales: [String: Int] = [:]) -> [Diagnostic.Code] {
        do { _ = try project.withReplicas(scales) } catch { return error.diagnostics.map(\.code) }
        return []
    }

    @Test func eachReplicaIsAServiceOfItsOwn() throws {
        let expanded = try Self.project(.test("db"), Self.web(3)).withReplicas()
        #expect(expanded.services.keys == ["db", "web", "web-2", "web-3"])
        #expect(expanded.services.values.map(\.family) == ["db", "web", "web", "web"])
        #expect(expanded.services.values.map(\.replica) == [1, 1, 2, 3])
        #expect(expanded.services.values.map(\.name) == ["db", "web", "web-2", "web-3"])
    }

    @Test func dependentsWaitForAllReplicas() throws {
        var database = Service.test("db")
        database.replicas = 2
        let expanded = try Self.project(database, Self.web(2)).withReplicas()
        #expect(expanded.services["web"]?.dependencies.map(\.service) == ["db", "db-2"])
        #expect(expanded.services["web-2"]?.dependencies.map(\.service) == ["db", "db-2"])
    }

    @Test func nobodyWaitsForWhatIsNotToRun() throws {
        let expanded = try Self.project(.test("db"), Self.web(1)).withReplicas(["db": 0])
        #expect(expanded.services.keys == ["web"])
        #expect(expanded.services["web"]?.dependencies.isEmpty == true)
    }

    @Test func anotherReplicaIsNoChangeOfThoseThatAreThere() throws {
        let two = try Self.project(.test("db"), Self.web(2)).withReplicas()
        let three = try Self.project(.test("db"), Self.web(2)).withReplicas(["web": 3])
        #expect(two.services["web"] == three.services["web"])
        #expect(two.services["web-2"] == three.services["web-2"])
    }

    @Test func whatOnlyOneCanHaveIsRefused() {
        var web = Service.test("web", port: 8080)
        web.containerName = "site"
        #expect(Self.codes(Self.project(web)).isEmpty)
        #expect(Self.codes(Self.project(web), ["web": 2]) == ["fixed-name-scaled", "fixed-port-scaled"])
        #expect(Self.codes(Self.project(.test("web"), .test("web-2")), ["web": 2]) == ["replica-name-taken"])
        #expect(Self.codes(Self.project(.test("web")), ["wbe": 2]) == ["unknown-service"])
    }

    @Test func aPortWithoutAPlaceOnTheHostIsNoObstacle() {
        var web = Service.test("web")
        web.ports = [Port(target: 80)]
        #expect(Self.codes(Self.project(web), ["web": 2]).isEmpty)
    }

    @Test func aRangeGivesEachReplicaAPortThatNobodyElseHas() throws {
        var web = Service.test("web")
        web.ports = [Port(target: 80, published: 8080, range: 8080...8083)]
        let project = Self.project(web, .test("api", port: 8081))
        let expanded = try project.withReplicas(["web": 3])
        #expect(expanded.services.values.map { $0.ports.map(\.published) } == [[8080], [8082], [8083], [8081]])
        #expect(Self.codes(project, ["web": 4]) == ["port-range-exhausted"])
    }

    @Test func aNameMeansAllReplicasAndAReplicasNameJustThatOne() async throws {
        var second = Service.test("web-2")
        second.family = "web"
        second.replica = 2
        let stack = try await TestStack(.test("web"), second)
        #expect(try await stack.supervisor.start(["web"]).services == ["web", "web-2"])
        for name in ["web", "web-2"] { await stack.waitUntilReady(name) }
        _ = try await stack.supervisor.stop(["web-2"])
        await stack.wait(for: "web-2", .stopped)
        #expect(try await stack.report("web").machine.state == .running(nil))
    }

    @Test func aChoiceOfARuntimeHoldsForAllReplicasOfAService() throws {
        let expanded = try Self.project(.test("db"), Self.web(2)).withReplicas()
        let chosen = RuntimeOverrides(services: ["web": .docker, "web-2": .native]).applied(to: expanded)
        #expect(chosen.services["web"]?.settings.runtime == .docker)
        #expect(chosen.services["web-2"]?.settings.runtime == .native)
        let all = RuntimeOverrides(services: ["web": .docker]).applied(to: expanded)
        #expect(all.services["web-2"]?.settings.runtime == .docker)
    }
}
