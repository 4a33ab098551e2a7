import ControlAPI
import Foundation
import Testing

@testable import Seeding

/// What follows from what is known of the seed data, without any store.
@Suite struct SeedMachineTests {
    private static let firms = ["oak", "elm"].map { slug in
        SeedPlan.Firm(slug: slug, id: "\(slug)-id", name: slug, items: ["postgres": 10, "redis": 3])
    }

    private static func machine(
        _ states: [StoreName: StoreAvailability.State] = [
            .postgres: .ready(instance: "1"), .redis: .ready(instance: "1"),
        ],
        isAutomatic: Bool = true,
        record: SeedRecord = SeedRecord()
    ) -> SeedMachine {
        var machine = SeedMachine(record: record, isAutomatic: isAutomatic)
        _ = machine.availabilityChanged(StoreAvailability(states: states))
        machine.storesMade([.redis])
        return machine
    }

    @Test func rowsAreInspectedOncePerInstance() {
        var machine = Self.machine()
        #expect(machine.rowsTask == .inspect(instance: "1"))
        machine.rowsChecked("1")
        #expect(machine.rowsTask == .checked(isInPlace: false))
        _ = machine.availabilityChanged(StoreAvailability(states: [.postgres: .ready(instance: "2")]))
        #expect(machine.rowsTask == .inspect(instance: "2"))
    }

    @Test func aDatabaseThatAKilledResetLeftClosedIsReopened() {
        var record = SeedRecord()
        #expect(Self.machine([.postgres: .running], record: record).rowsTask == .wait)
        record.pending = SeedRecord.Step(id: "a", kind: .reset, seed: SeedRecord.Seed(hash: "h"))
        #expect(Self.machine([.postgres: .running], record: record).rowsTask == .reopen)
        #expect(Self.machine([.postgres: .pending], record: record).rowsTask == .wait)
    }

    @Test(arguments: [true, false])
    func onlyWhatMayBeLoadedIsLoaded(isAutomatic: Bool) {
        let machine = Self.machine(isAutomatic: isAutomatic)
        let decisions = [DatabaseState.missing, .foreign(reason: "r"), .fresh, .ours(seed: nil), .ours(seed: "h")].map {
            switch machine.decide($0) {
            case .refuse(let error): error.code == .notOurs ? "not ours" : "refused"
            case .leave: "leave"
            case .load(let claims): claims ? "claim and load" : "load"
            case .adopt(let seed): "adopt \(seed)"
            }
        }
        #expect(
            decisions
                == (isAutomatic
                    ? ["refused", "not ours", "claim and load", "load", "adopt h"]
                    : ["refused", "leave", "leave", "leave", "adopt h"])
        )
    }

    @Test func theFirstLoadWaitsForTheScannerForAWhile() {
        var machine = Self.machine([.postgres: .ready(instance: "1"), .clamav: .pending])
        let start = ContinuousClock.now
        let until1 = machine.waitForScanner(at: start)
        #expect(until1 == start + SeedMachine.scannerTimeout)
        let until2 = machine.waitForScanner(at: start + .seconds(5))
        #expect(until2 == start + SeedMachine.scannerTimeout)
        let until3 = machine.waitForScanner(at: start + SeedMachine.scannerTimeout)
        #expect(until3 == nil)
        // Another load waits again.
        let until4 = machine.waitForScanner(at: start + .seconds(60))
        #expect(until4 != nil)
    }

    @Test func theFirstLoadDoesNotWaitForAScannerThatIsStopped() {
        var machine = Self.machine([.postgres: .ready(instance: "1"), .clamav: .stopped])
        let until = machine.waitForScanner(at: .now)
        #expect(until == nil)
    }

    @Test func aStoreThatRestartsWhileItIsFilledIsCheckedAgain() {
        var machine = Self.machine()
        #expect(machine.uncheckedStores == [.redis])
        let instance = machine.instance(of: .redis)
        _ = machine.availabilityChanged(
            StoreAvailability(states: [.postgres: .ready(instance: "1"), .redis: .ready(instance: "2")])
        )
        machine.worked(in: [.redis: instance])
        #expect(machine.uncheckedStores == [.redis])
        machine.worked(in: [.redis: machine.instance(of: .redis)])
        #expect(machine.uncheckedStores == [])
    }

    @Test func aStoreThatLostEverythingIsFilledAndOneThatLacksSomeIsNot() {
        var machine = Self.machine()
        let plan = SeedPlan.test(Self.firms)
        let all: [String: Drift] = ["oak": Drift(removed: 3), "elm": Drift(removed: 3)]
        let due5 = machine.looked(at: .redis, "1", .success(all), plan)
        #expect(due5.firms.map(\.slug) == ["oak", "elm"] && due5.isLost)
        let own: [String: Drift] = ["oak": Drift(added: 1, removed: 3), "elm": Drift(removed: 3)]
        #expect(machine.looked(at: .redis, "1", .success(own), plan) == SeedMachine.Dues())
        let some: [String: Drift] = ["oak": Drift(removed: 1), "elm": Drift(removed: 3)]
        let due6 = machine.looked(at: .redis, "1", .success(some), plan)
        #expect(due6 == SeedMachine.Dues())
        machine.record.due.add(["elm"], in: .redis)
        let due7 = machine.looked(at: .redis, "1", .success(some), plan)
        #expect(due7.firms.map(\.slug) == ["elm"] && !due7.isLost)
        let failure = SeedingError(.unreachable, "gone")
        let due8 = machine.looked(at: .redis, "1", .failure(failure), plan)
        #expect(due8.firms.map(\.slug) == ["elm"] && !due8.isLost)
        #expect(machine.failures[.redis] == failure)
    }

    @Test func aStoreThatFailedToAnswerIsLookedAtAgainLaterAndLater() {
        var machine = Self.machine()
        machine.storesMade([.redis])
        _ = machine.availabilityChanged(StoreAvailability(states: [.redis: .ready(instance: "1")]))
        let (plan, failure) = (SeedPlan.test(Self.firms), SeedingError(.unreachable, "slow"))
        #expect(machine.retryDelay == nil)
        let instance = machine.instance(of: .redis)
        for delay in [2, 4, 8, 16, 30, 30] {
            _ = machine.looked(at: .redis, instance, .failure(failure), plan)
            #expect(machine.retryDelay == .seconds(delay))
            #expect(machine.uncheckedStores == [.redis] && machine.isDue(.redis))
        }
        _ = machine.looked(at: .redis, instance, .success([:]), plan)
        #expect(machine.retryDelay == nil && machine.uncheckedStores == [])
        machine.fillingFailed(in: .redis)
        _ = machine.availabilityChanged(StoreAvailability(states: [.redis: .unavailable(reason: "stopped")]))
        #expect(machine.retryDelay == nil)
    }

    @Test func anInterruptedStepIsFinishedOnlyOnceItsRowsAreInPlace() {
        var record = SeedRecord()
        record.pending = SeedRecord.Step(id: "a", kind: .reset, seed: SeedRecord.Seed(hash: "new"))
        record.pending?.stores = ["redis": ["oak"]]
        let machine = Self.machine(record: record)
        guard case .abandoned(let step)? = machine.interrupted(lastStep: "b", rowsKept: .database, at: Date()) else {
            Issue.record("a step without rows in place was not abandoned")
            return
        }
        #expect(step.id == "a")
        guard case .finishing(_, let next)? = machine.interrupted(lastStep: "a", rowsKept: .database, at: Date()) else {
            Issue.record("a step with rows in place was not finished")
            return
        }
        #expect(next.pending == nil)
        #expect(next.seed.hash == "new")
        #expect(next.due.firms == ["redis": ["oak"]])
        #expect(next.undo?.id == "a")
        #expect(Self.machine().interrupted(lastStep: nil, rowsKept: .nothing, at: Date()) == nil)
    }

    @Test func aRequestDuringAReconciliationRepeatsItOnce() {
        var machine = Self.machine()
        let starts = (0..<3).map { _ in machine.reconciliationRequested() }
        #expect(starts == [true, false, false])
        let repeats = (0..<2).map { _ in machine.reconciliationEnded() }
        #expect(repeats == [true, false])
        let later = machine.reconciliationRequested()
        #expect(later)
    }

    /// As long as a store may have something of an earlier seed, it is there to remove that.
    @Test func storesOfAnEarlierSeedAreKnownUntilTheyAreEmpty() throws {
        var plan = SeedPlan.test(Self.firms)
        var settings = StoreSettings(firmTable: "f", firmColumn: "f", bucket: "b", collections: [], searchKey: "k")
        plan.stores = settings
        let without = plan
        settings.collections = [StoreSettings.Collection(name: "clients", schema: "{}")]
        settings.workflows = SeedManifest.Workflows(
            namespace: "n",
            taskQueue: "q",
            attributes: [],
            firmAttribute: "Firm",
            query: ""
        )
        plan.stores = settings
        var machine = Self.machine()
        #expect(machine.earlierSeeds == EarlierSeeds())
        machine.rowsLoaded(plan)
        let both = EarlierSeeds(haveCollections: true, workflows: settings.workflows)
        #expect(machine.earlierSeeds == both)
        machine.rowsLoaded(without)
        #expect(machine.earlierSeeds == EarlierSeeds())
        machine.record.left["temporal"] = [FormerSeed(plan)]
        #expect(machine.earlierSeeds == EarlierSeeds(workflows: settings.workflows))
        // An undo brings everything back.
        var undo = SeedRecord.UndoStep(id: "1", kind: .seed, at: Date(), rows: .database, former: SeedRecord.Seed())
        undo.replaced = FormerSeed(plan)
        machine.record.undo = undo
        #expect(machine.earlierSeeds == both)
        var endpoints = StoreEndpoints()
        let address = StoreEndpoints.Address(host: "127.0.0.1", port: 1)
        endpoints.typesense = StoreEndpoints.Typesense(address: address, apiKey: "k")
        endpoints.temporal = address
        for (earlier, names) in [(EarlierSeeds(), []), (both, [StoreName.typesense, .temporal])] {
            let now = try #require(without.stores)
            let stores = Seeder.Stores(endpoints, now, earlier, stack: "s", directory: "/nowhere")
            #expect(stores.others.map(\.name) == names)
        }
    }

    @Test func aStoreKeepsNoRecordOfASeedThatHasNothingThere() {
        let machine = Self.machine([.postgres: .ready(instance: "1"), .redis: .stopped, .temporal: .stopped])
        var former = SeedPlan.test(Self.firms)
        former.stores = StoreSettings(firmTable: "f", firmColumn: "f", bucket: "b", collections: [], searchKey: "k")
        var step = SeedRecord.Step(id: "1", kind: .seed, seed: SeedRecord.Seed())
        step.replaced = FormerSeed(former)
        #expect(Set(machine.left(after: step, []).keys) == ["redis"])
        former.stores = nil
        step.replaced = FormerSeed(former)
        #expect(Set(machine.left(after: step, []).keys) == ["redis", "temporal"])
    }

    @Test func theSameFailureIsAnnouncedOnce() {
        var machine = Self.machine()
        let failure = SeedingError(.refused, "no")
        let isNew9 = machine.reconciliationFailed(failure, "1")
        #expect(isNew9)
        let isNew10 = machine.reconciliationFailed(failure, "1")
        #expect(!isNew10)
        #expect(machine.status(manifest: "m", nil).state == .failed)
        machine.rowsChecked("1")
        let isNew11 = machine.reconciliationFailed(failure, "1")
        #expect(isNew11)
    }

    @Test func foreignHostsOfEarlierEndpointsAreForgotten() {
        var machine = Self.machine()
        let endpoints = StoreEndpoints()
        #expect(machine.unknownEndpoints == endpoints)
        machine.foreignFound([.redis: "elsewhere"], at: endpoints)
        #expect(machine.unknownEndpoints == nil)
        #expect(machine.skipReason(.redis) == "elsewhere")
        var moved = machine.reported
        moved.endpoints.redis = StoreEndpoints.Address(host: "127.0.0.1", port: 6379)
        _ = machine.availabilityChanged(moved)
        #expect(machine.skipReason(.redis) == nil)
        machine.foreignFound([.redis: "too late"], at: endpoints)
        #expect(machine.skipReason(.redis) == nil)
    }

    @Test func theStateFollowsFromWhatIsChecked() {
        var machine = Self.machine()
        #expect(machine.status(manifest: "m", nil).state == .waiting)
        machine.rowsLoaded(SeedPlan.test(Self.firms))
        machine.rowsChecked("1")
        #expect(machine.status(manifest: "m", nil).state == .working)
        machine.worked(in: [.redis: "1"])
        #expect(machine.status(manifest: "m", nil).state == .seeded)
        machine.failed(.redis, SeedingError(.unreachable, "gone"))
        #expect(machine.status(manifest: "m", nil).state == .partial)
        #expect(Self.machine(isAutomatic: false).status(manifest: "m", nil).state == .unseeded)
    }
}

extension SeedPlan {
    fileprivate static func test(_ firms: [Firm]) -> SeedPlan {
        SeedPlan(hash: "h", asOf: "2026-03-16", scale: 1, firms: firms, directory: "/nowhere")
    }
}
