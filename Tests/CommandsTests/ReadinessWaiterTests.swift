import ControlAPI
import FoundationEssentials
import Testing

@testable import Commands

@Suite struct ReadinessWaiterTests {
    private typealias Verdict = ReadinessWaiter.Verdict

    private func verdict(
        _ goal: ReadinessWaiter.Goal,
        of names: Set<String>? = nil,
        data: DataStatus? = nil,
        _ services: ServiceStatus...
    ) -> Verdict {
        let waiter = ReadinessWaiter(services: names ?? Set(services.map(\.name)), goal: goal)
        var snapshot = Samples.snapshot(services)
        snapshot.data = data
        return waiter.verdict(snapshot)
    }

    private func status(
        _ name: String,
        _ state: ServiceStatus.State,
        _ health: ServiceStatus.Health? = nil
    ) -> ServiceStatus {
        var status = ServiceStatus(name: name, state: state)
        status.health = health
        return status
    }

    @Test(arguments: [.waiting, .preparing, .starting, .stopping, .backoff] as [ServiceStatus.State])
    func aServiceOnItsWayIsPending(state: ServiceStatus.State) {
        #expect(verdict(.ready, status("a", state)) == .pending)
        #expect(verdict(.started, status("a", state)) == .pending)
    }

    @Test func nobodyWaitsForAnOptionalServiceThatCannotRun() {
        var optional = status("grafana", .unavailable)
        optional.optional = true
        #expect(verdict(.ready, optional, status("a", .running, .healthy)) == .reached)
        #expect(verdict(.ready, optional, status("a", .starting)) == .pending)
        #expect(!optional.isProblem)
        optional.state = .failed
        #expect(verdict(.ready, optional) == .hopeless(["grafana"]))
    }

    @Test(arguments: [.stopped, .gaveUp, .failed, .skipped, .unavailable] as [ServiceStatus.State])
    func aServiceThatWillNotComeByItselfIsHopeless(state: ServiceStatus.State) {
        #expect(verdict(.ready, status("a", state)) == .hopeless(["a"]))
        #expect(verdict(.started, status("a", state)) == .hopeless(["a"]))
    }

    @Test func aCompletedServiceHasGotThere() {
        #expect(verdict(.ready, status("a", .completed)) == .reached)
        #expect(verdict(.started, status("a", .completed)) == .reached)
    }

    @Test func healthDecidesWhereReadinessIsTheGoal() {
        #expect(verdict(.ready, status("a", .running, .healthy)) == .reached)
        #expect(verdict(.ready, status("a", .running, ServiceStatus.Health.none)) == .reached)
        #expect(verdict(.ready, status("a", .running, .starting)) == .pending)
        #expect(verdict(.ready, status("a", .running, nil)) == .pending)
        #expect(verdict(.ready, status("a", .running, .unhealthy)) == .hopeless(["a"]))
    }

    @Test(arguments: ServiceStatus.Health.allCases)
    func runningIsEnoughWhereThatIsTheGoal(health: ServiceStatus.Health) {
        #expect(verdict(.started, status("a", .running, health)) == .reached)
    }

    private func waiting(
        _ name: String,
        _ state: ServiceStatus.State = .waiting,
        for other: String,
        _ condition: String = "service_healthy",
        required: Bool = true
    ) -> ServiceStatus {
        var status = status(name, state)
        status.dependencies = [.init(service: other, condition: condition, required: required, satisfied: false)]
        return status
    }

    @Test func aFailedServiceIsSaidAtOnce() {
        for state in [ServiceStatus.State.failed, .gaveUp] {
            #expect(verdict(.ready, status("a", state), status("b", .starting)) == .hopeless(["a"]))
        }
        let failed = status("a", .failed)
        #expect(verdict(.ready, failed, status("b", .completed), status("c", .skipped)) == .hopeless(["a", "c"]))
    }

    @Test func whatNobodyWaitsForIsSaidOnceNothingIsPendingAnyMore() {
        for state in [ServiceStatus.State.unavailable, .stopped, .skipped, .paused] {
            #expect(verdict(.ready, status("a", state), status("b", .starting)) == .pending)
            #expect(verdict(.ready, status("a", state), status("b", .completed)) == .hopeless(["a"]))
        }
        let unhealthy = status("a", .running, .unhealthy)
        #expect(verdict(.ready, unhealthy, status("b", .starting)) == .pending, "it may become healthy meanwhile")
    }

    @Test(arguments: [.ready, .started] as [ReadinessWaiter.Goal])
    func anUnhealthyServiceThatAnotherWaitsForIsHopeless(goal: ReadinessWaiter.Goal) {
        let unhealthy = status("a", .running, .unhealthy)
        let chain = [waiting("b", for: "a"), waiting("c", for: "b")]
        #expect(verdict(goal, unhealthy, chain[0], chain[1]) == .hopeless(["a"]))
        #expect(verdict(goal, of: ["b"], unhealthy, chain[0]) == .hopeless(["a"]), "also where only b is named")
        #expect(verdict(goal, unhealthy, waiting("b", for: "a", required: false)) == .pending, "it starts without it")
    }

    @Test func whatStillHasHopeIsWaitedFor() {
        let waiter = waiting("b", for: "a")
        // One that is restarted when it is unhealthy is being stopped, or in its backoff.
        for state in [ServiceStatus.State.stopping, .backoff, .starting, .preparing, .waiting, .unreachable] {
            #expect(verdict(.ready, status("a", state), waiter) == .pending)
        }
        #expect(verdict(.ready, status("a", .running, .starting), waiter) == .pending)
        let started = waiting("b", for: "a", "service_started")
        #expect(verdict(.ready, status("a", .running, .unhealthy), started) == .pending)
    }

    @Test func aServiceThatCannotBecomeHealthyIsHopelessForThoseThatWait() {
        #expect(verdict(.ready, status("a", .completed), waiting("b", for: "a")) == .hopeless(["a"]))
        for state in [ServiceStatus.State.unavailable, .stopped] {
            let skipped = waiting("b", .skipped, for: "a")
            #expect(verdict(.ready, status("a", state), skipped, status("c", .starting)) == .hopeless(["a", "b"]))
        }
    }

    @Test func whatIsToldNamesTheCauseAndWhoWaits() {
        var unhealthy = status("a", .running, .unhealthy)
        unhealthy.probe = .init(kind: "exec", latencyMs: 1, message: "exit code 1", succeeded: false, at: .distantPast)
        let snapshot = Samples.snapshot([unhealthy, waiting("b", for: "a")])
        let failure = StartupFailure(names: ["a"], snapshot: snapshot)
        #expect(failure.lines == ["a is unhealthy: exit code 1; b cannot start without it"])
        #expect(failure.logged == ["a"])
    }

    @Test func onlyTheNamedServicesCount() {
        #expect(verdict(.ready, of: ["a"], status("a", .completed), status("b", .failed)) == .reached)
        #expect(verdict(.ready, of: [], status("b", .failed)) == .reached)
    }

    @Test(arguments: [.waiting, .working] as [DataStatus.State])
    func readinessWaitsForDataToo(state: DataStatus.State) {
        let data = DataStatus(state: state, waitsFor: state == .waiting ? "db" : nil)
        #expect(verdict(.ready, data: data, status("db", .running, .healthy)) == .pending)
        #expect(verdict(.started, data: data, status("db", .running, .healthy)) == .reached)
    }

    @Test(arguments: [.seeded, .partial, .unseeded, .failed] as [DataStatus.State])
    func dataThatNothingIsDoneWithHoldsNobodyUp(state: DataStatus.State) {
        #expect(verdict(.ready, data: DataStatus(state: state), status("db", .running, .healthy)) == .reached)
    }

    @Test func dataThatWaitForAServiceThatWillNotComeHoldNobodyUp() {
        let data = DataStatus(state: .waiting, waitsFor: "db")
        let ready = status("cache", .running, .healthy)
        #expect(verdict(.ready, of: ["cache"], data: data, ready, status("db", .stopped)) == .reached)
        #expect(verdict(.ready, of: ["cache"], data: data, ready, status("db", .waiting)) == .pending)
        #expect(verdict(.ready, data: data, ready, status("db", .gaveUp)) == .hopeless(["db"]))
    }
}

enum Samples {
    static func snapshot(_ services: [ServiceStatus]) -> StackSnapshot {
        StackSnapshot(
            sequence: 1,
            project: .init(name: "cpa", directory: "/p", files: ["/p/compose.yaml"]),
            supervisor: .init(pid: 99, version: "0", startedAt: .distantPast, socket: "/s"),
            services: services
        )
    }
}
