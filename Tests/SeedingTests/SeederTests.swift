import ControlAPI
import Foundation
import Synchronization
import Testing

@testable import Seeding

/// The engine over stores that remember what they were asked.
@Suite struct SeederTests {
    /// Only what loads seed files needs them.
    @Test func snapshotsWorkWhileTheSeedFilesHaveErrors() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        try bench.seed.write("seeds.yaml", "firms: [")
        _ = try await bench.seeder.perform(.saveSnapshot(name: "one"))
        #expect(try await bench.seeder.snapshots().map(\.name) == ["one"])
        _ = try await bench.seeder.perform(.restoreSnapshot(name: "one"))
        _ = try await bench.seeder.perform(.undo)
        _ = try await bench.seeder.perform(.deleteSnapshot(name: "one"))
        #expect(await bench.failure(.reset(ResetRequest()))?.code == .badSeed)
    }

    @Test func aFreshStackIsSeededOnce() async throws {
        let bench = try SeederBench()
        let status = await bench.settle(SeederBench.both)
        #expect(status.state == .seeded)
        #expect(bench.rows.calls == ["recover", "claim", "build", "reset"])
        #expect(bench.redis.calls.sorted() == ["restore elm", "restore oak"])
        #expect(status.firms.map(\.slug) == ["oak", "elm"])
        #expect(status.firms.allSatisfy { $0.seededAt != nil && $0.stores.first?.items == 10 })
        // There was nothing before it that an undo could bring back.
        #expect(status.undo == nil)
        #expect(await bench.seeder.record.pending == nil)
        #expect(await bench.seeder.record.due.firms == [:])
    }

    @Test func theRowsAreAwaitedUntilTheyAreInPlace() async throws {
        let bench = try SeederBench()
        var availability = StoreAvailability(states: [.postgres: .pending], endpoints: StoreEndpoints())
        availability.services[.postgres] = "db"
        await bench.seeder.availabilityChanged(availability)
        #expect(await bench.seeder.rowsPhase() == .awaited(service: "db"))
        _ = await bench.settle(SeederBench.both)
        #expect(await bench.seeder.rowsPhase() == .settled)
        let manual = try SeederBench(isAutomatic: false)
        await manual.seeder.availabilityChanged(availability)
        #expect(await manual.seeder.rowsPhase() == .settled)
        availability.states[.postgres] = .unavailable(reason: "it failed")
        let lost = try SeederBench()
        await lost.seeder.availabilityChanged(availability)
        #expect(await lost.seeder.rowsPhase() == .settled)
    }

    @Test func aSnapshotForWhichThereIsNoFolderCountsAsFailed() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        let folder = bench.seeder.configuration.snapshotsDirectory
        try Data().write(to: URL(filePath: folder))
        #expect(await bench.failure(.saveSnapshot(name: "one"))?.code == .files)
        let failed = try #require(await bench.seeder.status().lastFailedSave)
        try FileManager.default.removeItem(atPath: folder)
        _ = try await bench.seeder.perform(.saveSnapshot(name: "one"))
        #expect(try #require(await bench.seeder.status().lastSave) > failed)
        // What is refused was not tried.
        #expect(await bench.failure(.saveSnapshot(name: "one"))?.code == .refused)
        #expect(await bench.seeder.status().lastFailedSave == failed)
    }

    @Test(arguments: [Drift.none, Drift(added: 1)])
    func lateScansAreWrittenIntoRowsInPlace(drift: Drift) async throws {
        let bench = try SeederBench()
        _ = await bench.settle(SeederBench.both)
        let hash = try bench.hash()
        #expect(await bench.seeder.record.unscannedHash == hash)
        bench.rows.state.withLock { $0.drift = ["oak-id": drift] }
        let status = await bench.settle(SeederBench.both.merging([.clamav: .ready(instance: "1")]) { $1 })
        #expect(status.state == .seeded)
        // The database is never swapped for it, whether something in it was changed or not.
        #expect(bench.rows.calls == ["recover", "claim", "build", "reset", "build", "scans"])
        #expect(await bench.seeder.record.unscannedHash == nil)
    }

    @Test(.timeLimit(.minutes(1))) func lateScanOfFilesThatChangedMeanwhileKeepsNobodyWaiting() async throws {
        let bench = try await SeederBench.seeded { $0.unscannedHash = $0.seed.hash }
        try bench.seed.append("firms/oak/clients.csv", "")
        let status = await bench.settle(SeederBench.both.merging([.clamav: .ready(instance: "1")]) { $1 })
        #expect(status.state == .seeded && status.seed?.isStale == true)
    }

    @Test func aStoreOnAnotherMachineIsLeftAlone() async throws {
        let bench = try SeederBench()
        var endpoints = StoreEndpoints()
        endpoints.redis = StoreEndpoints.Address(host: "203.0.113.7", port: 6379)
        await bench.seeder.availabilityChanged(StoreAvailability(states: SeederBench.both, endpoints: endpoints))
        let outcome = try await bench.seeder.perform(.seed(SeedRequest()))
        let reasons = outcome.parts.filter { $0.store == "redis" }.map(\.skipped)
        #expect(reasons.allSatisfy { $0?.contains("'203.0.113.7' is not this machine") == true })
        #expect(reasons.count == 2)
        #expect(bench.redis.calls == [])
    }

    @Test func nothingIsLoadedByItselfWhereThatIsNotWanted() async throws {
        let bench = try SeederBench(isAutomatic: false)
        #expect(await bench.settle(SeederBench.both).state == .unseeded)
        // What it does in the background, it does before this.
        await bench.seeder.runner.reconcile()
        #expect(bench.rows.calls.allSatisfy { $0 == "recover" })
        let outcome = try await bench.seeder.perform(.seed(SeedRequest()))
        #expect(outcome.parts.allSatisfy { $0.skipped == nil })
        #expect(await bench.seeder.status().state == .seeded)
    }

    @Test func somebodyElsesDatabaseIsLeftAlone() async throws {
        var state = FakeRows.State()
        state.database = .foreign(reason: "it has 3 tables")
        let bench = try SeederBench(rows: state)
        let status = await bench.settle(SeederBench.both)
        #expect(status.state == .failed)
        #expect(status.problem?.code == .dataRefused)
        #expect(status.problem?.hint?.contains("cpadev seed --yes") == true)
        #expect(await bench.failure(.reset(ResetRequest()))?.code == .notOurs)
        #expect(await bench.failure(.seed(SeedRequest()))?.code == .notOurs)
        #expect(bench.rows.calls.allSatisfy { $0 == "recover" })
        #expect(bench.redis.calls.isEmpty)
        _ = try await bench.seeder.perform(.seed(SeedRequest(replacesOwnData: true)))
        #expect(await bench.seeder.status().state == .seeded)
    }

    @Test func loadedSeedIsMeasuredRefilledAndUndoneThoughItsFilesHaveErrors() async throws {
        let bench = try await SeederBench.seeded()
        bench.redis.state.withLock { $0.held = [:] }
        try bench.seed.write("seeds.yaml", "as_of: [")
        #expect(await bench.settle(SeederBench.both).state == .seeded)
        #expect(bench.redis.state.withLock { $0.held } == ["oak": 3, "elm": 3])
        #expect(bench.announced.all.contains { $0.contains("has errors; what was loaded before is kept") })
        bench.rows.state.withLock { $0.drift = ["oak-id": Drift(added: 2)] }
        #expect(await bench.seeder.measuredStatus().firms.first?.drift == Drift(added: 2))
        #expect(await bench.failure(.reset(ResetRequest()))?.code == .badSeed)
        #expect(await bench.failure(.undo)?.message == "there is nothing to undo")
    }

    @Test func databaseThatIsMissingIsCreatedThoughItsServerCountsAsNotReady() async throws {
        let bench = try await SeederBench.seeded()
        let running: [StoreName: StoreAvailability.State] = [.postgres: .running, .redis: .ready(instance: "1")]
        await bench.seeder.availabilityChanged(StoreAvailability(states: running))
        #expect(await bench.failure(.reset(ResetRequest()))?.message == "PostgreSQL is not ready yet")
        bench.rows.state.withLock { $0.database = .missing }
        #expect(await bench.failure(.reset(ResetRequest()))?.message == "the stack's database does not exist")
        _ = try await bench.seeder.perform(.seed(SeedRequest()))
        #expect(bench.rows.calls.suffix(2) == ["claim", "reset"])
    }

    @Test func aStoreThatFailsKeepsNobodyWaiting() async throws {
        let bench = try SeederBench()
        bench.redis.state.withLock { $0.failure = SeedingError(.refused, "no room") }
        let status = await bench.settle(SeederBench.both)
        #expect(status.state == .partial)
        #expect(status.firms.first?.stores.first { $0.name == "redis" }?.reason == "no room")
        bench.redis.state.withLock { $0.failure = nil }
        let outcome = try await bench.seeder.perform(.reset(ResetRequest()))
        #expect(outcome.parts.allSatisfy { !$0.isFailed })
        #expect(await bench.seeder.status().state == .seeded)
    }

    @Test func aResetTellsWhichStoreFailed() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        bench.redis.state.withLock { $0.failure = SeedingError(.unreachable, "gone") }
        let outcome = try await bench.seeder.perform(.reset(ResetRequest()))
        #expect(outcome.parts.filter(\.isFailed).map(\.store) == ["redis", "redis"])
        // It was told, so nothing of it is done later.
        #expect(await bench.seeder.record.due.firms["redis"] == nil)
    }

    @Test func aStoreThatAppearsLaterIsFilled() async throws {
        let bench = try SeederBench()
        let partial = await bench.settle([.postgres: .ready(instance: "1"), .redis: .pending])
        #expect(partial.state == .partial)
        #expect(bench.redis.calls.isEmpty)
        #expect(await bench.settle(SeederBench.both).state == .seeded)
        #expect(bench.redis.calls.count == 2)
    }

    @Test func aStoreThatLostEverythingIsFilledAndOneThatChangedIsNot() async throws {
        let changed = try await SeederBench.seeded()
        changed.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        let status = await changed.settle(SeederBench.both)
        #expect(changed.redis.calls.isEmpty)
        #expect(status.firms.first?.drift == DataStatus.Drift(removed: 2))

        let empty = try await SeederBench.seeded()
        empty.redis.state.withLock { $0.held = [:] }
        _ = await empty.settle(SeederBench.both)
        #expect(empty.redis.calls.count == 2)
    }

    @Test func aResetThatWasKilledOnceItsRowsWereInPlaceIsFinishedInEveryStore() async throws {
        let bench = try await SeederBench.seeded { record in
            record.pending = SeedRecord.Step(
                id: "5",
                kind: .reset,
                seed: record.seed,
                stores: ["redis": ["oak", "elm"]]
            )
        }
        bench.rows.state.withLock { $0.lastStep = "5" }
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        #expect(await bench.settle(SeederBench.both).state == .seeded)
        #expect(bench.rows.calls == ["recover"])
        #expect(bench.redis.calls.count == 2)
        #expect(await bench.seeder.record.pending == nil)
        #expect(await bench.seeder.record.undo?.rows == .database)
    }

    @Test func aKilledStepThatConcernsNoRowsIsFinishedAsWell() async throws {
        let bench = try await SeederBench.seeded { record in
            record.pending = SeedRecord.Step(
                id: "5",
                kind: .reset,
                changesRows: false,
                seed: record.seed,
                stores: ["redis": ["oak"]]
            )
        }
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        _ = await bench.settle(SeederBench.both)
        #expect(bench.redis.calls == ["restore oak"])
        #expect(await bench.seeder.record.undo?.rows == .nothing)
    }

    @Test func aResetThatWasKilledBeforeItsRowsWereInPlaceIsGivenUp() async throws {
        let bench = try await SeederBench.seeded { record in
            record.pending = SeedRecord.Step(
                id: "5",
                kind: .reset,
                seed: record.seed,
                stores: ["redis": ["oak", "elm"]]
            )
        }
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        let status = await bench.settle(SeederBench.both)
        #expect(bench.rows.calls == ["recover"])
        #expect(bench.redis.calls == [])
        #expect(status.firms.first?.drift == DataStatus.Drift(removed: 2))
        #expect(await bench.seeder.record.pending == nil)
        #expect(await bench.seeder.record.due.firms == [:])
        #expect(bench.announced.all.contains { $0.contains("was abandoned") })
    }

    @Test(arguments: [true, false])
    func aDatabaseThatAKilledResetClosedIsOpenedBeforeItsServerCanBeReady(wasKilled: Bool) async throws {
        let bench = try await SeederBench.seeded { record in
            if wasKilled { record.pending = SeedRecord.Step(id: "5", kind: .reset, seed: record.seed) }
        }
        bench.rows.state.withLock { $0.failures["recover"] = SeedingError(.unreachable, "it is starting") }
        let wakeUps = bench.seeder.wakeUps()
        await bench.seeder.availabilityChanged(StoreAvailability(states: [.postgres: .running]))
        await bench.seeder.runner.reconcile()
        bench.rows.state.withLock { $0.failures = [:] }
        guard wasKilled else {
            #expect(bench.rows.calls == [])
            return
        }
        // It tries again by itself.
        let tries = bench.rows.calls.count
        for await _ in wakeUps where bench.rows.calls.count > tries { break }
        #expect(bench.rows.calls.allSatisfy { $0 == "recover" })
        #expect(bench.rows.calls.count > tries)
    }

    @Test(arguments: [nil, "elm"])
    func aResetThatFailedLeavesNothingToBeDoneLater(firm: String?) async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 1] }
        bench.rows.state.withLock { $0.failures["reset"] = SeedingError(.refused, "a column was added") }
        #expect(await bench.failure(.reset(ResetRequest(firm: firm)))?.code == .refused)
        // No other store was touched.
        #expect(bench.redis.calls == [])
        #expect(await bench.seeder.record.pending == nil)
        #expect(await bench.seeder.record.due.firms == [:])
        bench.rows.state.withLock { state in
            state.failures = [:]
            state.calls = []
        }
        _ = await bench.settle([.postgres: .ready(instance: "2"), .redis: .ready(instance: "2")])
        #expect(bench.rows.calls == ["recover"])
        #expect(bench.redis.calls == [])
    }

    @Test func aServerThatTakesTheOthersPlaceMeanwhileIsLookedAt() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        let seeder = bench.seeder
        bench.rows.state.withLock { state in
            state.whileReplacing = {
                // The server is looked at as soon as the reset has ended.
                bench.rows.state.withLock { $0.calls = [] }
                await seeder.availabilityChanged(
                    StoreAvailability(states: [.postgres: .ready(instance: "9"), .redis: .ready(instance: "1")])
                )
            }
        }
        _ = try await seeder.perform(.reset(ResetRequest()))
        bench.rows.state.withLock { $0.whileReplacing = nil }
        _ = await bench.settle([.postgres: .ready(instance: "9"), .redis: .ready(instance: "1")])
        #expect(await seeder.checked[.postgres] == "9")
        #expect(bench.rows.calls.contains("recover"))
    }

    @Test func aSnapshotThatFailsInOneStoreIsTakenBackInAll() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        _ = try await bench.seeder.perform(.saveSnapshot(name: "one"))
        bench.rows.state.withLock { $0.calls = [] }
        bench.redis.state.withLock { $0.restoreFailure = SeedingError(.refused, "no room") }
        let error = await bench.failure(.restoreSnapshot(name: "one"))
        #expect(error?.message.contains("no room") == true)
        #expect(error?.message.contains("as it was before") == true)
        #expect(error?.message.contains("can no longer be undone") == false, "there was nothing to undo")
        #expect(bench.rows.calls == ["restore one", "undo", "take back"])
        #expect(await bench.seeder.status().undo == nil)
        bench.redis.state.withLock { $0.restoreFailure = nil }
        _ = await bench.settle([.postgres: .ready(instance: "2"), .redis: .ready(instance: "2")])
        #expect(!bench.redis.calls.contains("restore snapshot"))
        #expect(await bench.seeder.record.pending == nil)
        #expect(await bench.seeder.record.due.isEmpty)
    }

    @Test func aSnapshotIsRestoredInEveryStoreAlsoAfterAKill() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        _ = try await bench.seeder.perform(.saveSnapshot(name: "one"))
        #expect(bench.redis.calls == ["save"])
        _ = try await bench.seeder.perform(.restoreSnapshot(name: "one"))
        #expect(bench.redis.calls == ["save", "restore snapshot"])
        // As a supervisor leaves it that is killed after the rows.
        try await bench.seeder.interruptSnapshot("one")
        bench.rows.state.withLock { $0.lastStep = "5" }
        _ = await bench.settle([.postgres: .ready(instance: "2"), .redis: .ready(instance: "2")])
        #expect(bench.redis.calls == ["save", "restore snapshot", "restore snapshot"])
        #expect(await bench.seeder.record.due.isEmpty)
        #expect(await bench.failure(.restoreSnapshot(name: "two"))?.remedy == "the snapshots are: one")
    }

    @Test(arguments: ["one/", "./one", "../one", ""])
    func namesThatAreNoSnapshotsChangeNothing(name: String) async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        _ = try await bench.seeder.perform(.saveSnapshot(name: "one"))
        let before = await bench.seeder.record
        #expect(await bench.failure(.restoreSnapshot(name: name))?.code == .unknownName)
        #expect(await bench.failure(.deleteSnapshot(name: name))?.code == .unknownName)
        #expect(await bench.seeder.record == before)
        #expect(try await bench.seeder.snapshots().map(\.name) == ["one"])
    }

    @Test func namesThatDoNotExistAreRefusedWithThoseThatDo() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        #expect(await bench.failure(.reset(ResetRequest(firm: "ash")))?.remedy == "the firms are: oak, elm")
        let store = await bench.failure(.reset(ResetRequest(stores: ["mongo"])))
        #expect(store?.remedy == "the stores are: postgres, redis, s3, typesense, temporal")
        #expect(bench.rows.calls == ["recover"])
    }
}

extension Seeder {
    fileprivate func interruptSnapshot(_ name: String) throws {
        try update { record in
            let content = Due.Content(step: "5", source: .snapshot(name), stores: [.redis])
            record.pending = SeedRecord.Step(id: "5", kind: .snapshotRestore, seed: record.seed, content: content)
        }
    }
}
