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

    @Test func hopelessIsSaidOnceNothingIsPendingAnyMore() {
        let failed = status("a", .failed)
        #expect(verdict(.ready, failed, status("b", .starting), status("c", .skipped)) == .pending)
        #expect(verdict(.ready, failed, status("b", .completed), status("c", .skipped)) == .hopeless(["a", "c"]))
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
