import ControlAPI
import Foundation
import Synchronization
import Testing

@testable import Seeding

/// The engine over stores that remember what they were asked.
@Suite struct SeederTests {
    /// A seeder with one store beside the rows, and a folder of its own.
    private final class Bench: Sendable {
        let seed: SeedFolder
        let directory: String
        let rows: FakeRows
        let redis = FakeStore(.redis)
        let announced = Collected<String>()
        let seeder: Seeder

        static let firms = ["oak", "elm"].map { slug in
            SeedPlan.Firm(slug: slug, id: "\(slug)-id", name: slug, items: ["postgres": 10, "redis": 3])
        }

        init(isAutomatic: Bool = true, record: SeedRecord? = nil, rows state: FakeRows.State = .init()) throws {
            seed = try SeedFolder()
            directory = seed.path + "/state"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            rows = FakeRows(directory, Self.firms)
            rows.state.withLock { $0 = state }
            if let record { try SeedRecordFile(path: "\(directory)/record.json").write(record) }
            let (rows, redis, announced) = (rows, redis, announced)
            seeder = Seeder(
                configuration: Seeder.Configuration(
                    stack: "test",
                    manifest: seed.path + "/seeds.yaml",
                    displayName: "seeds.yaml",
                    directory: directory,
                    isAutomatic: isAutomatic
                ),
                announce: { announced.append($0) },
                makeStores: { _, _ in Seeder.Stores(rows: rows, others: [redis], scanner: CleanScanner()) }
            )
        }

        func hash() throws -> String {
            try SeedSet.read(path: seed.path + "/seeds.yaml", displayPath: "seeds.yaml").hash
        }

        /// A bench whose rows were loaded by an earlier supervisor.
        static func seeded(_ change: (inout SeedRecord) -> Void = { _ in }) async throws -> Bench {
            let bench = try Bench()
            let hash = try bench.hash()
            try await bench.rows.buildTemplate(hash) { _ in }
            bench.rows.state.withLock { state in
                state.database = .ours(seed: hash)
                state.calls = []
            }
            bench.redis.state.withLock { $0.held = ["oak": 3, "elm": 3] }
            var record = SeedRecord()
            record.seed.hash = hash
            change(&record)
            try SeedRecordFile(path: "\(bench.directory)/record.json").write(record)
            return try Bench(reusing: bench)
        }

        private init(reusing other: Bench) throws {
            seed = other.seed
            directory = other.directory
            rows = other.rows
            let (rows, redis, announced) = (other.rows, redis, announced)
            redis.state.withLock { $0.held = ["oak": 3, "elm": 3] }
            seeder = Seeder(
                configuration: other.seeder.configuration,
                announce: { announced.append($0) },
                makeStores: { _, _ in Seeder.Stores(rows: rows, others: [redis], scanner: CleanScanner()) }
            )
        }

        /// Tells which stores can be used, and waits until nothing more follows from it.
        func settle(_ states: [StoreName: StoreAvailability.State]) async -> DataStatus {
            let wakeUps = seeder.wakeUps()
            await seeder.availabilityChanged(StoreAvailability(states: states))
            for await _ in wakeUps {
                let status = await seeder.status()
                if status.state != .waiting, status.state != .working { return status }
            }
            return await seeder.status()
        }
    }

    private static let both: [StoreName: StoreAvailability.State] = [
        .postgres: .ready(instance: "1"), .redis: .ready(instance: "1"),
    ]

    private func failure(_ bench: Bench, _ command: DataCommand) async -> SeedingError? {
        await #expect(throws: SeedingError.self) { _ = try await bench.seeder.perform(command) }
    }

    @Test func aFreshStackIsSeededOnce() async throws {
        let bench = try Bench()
        let status = await bench.settle(Self.both)
        #expect(status.state == .seeded)
        #expect(bench.rows.calls == ["recover", "claim", "build", "reset"])
        #expect(bench.redis.calls.sorted() == ["restore elm", "restore oak"])
        #expect(status.firms.map(\.slug) == ["oak", "elm"])
        #expect(status.firms.allSatisfy { $0.seededAt != nil && $0.stores.first?.items == 10 })
        // There was nothing before it that an undo could bring back.
        #expect(status.undo == nil)
        #expect(await bench.seeder.record.pending == nil)
        #expect(await bench.seeder.record.dirty == [:])
    }

    @Test(arguments: [Drift.none, Drift(added: 1)])
    func lateScansAreWrittenIntoRowsInPlace(drift: Drift) async throws {
        let bench = try Bench()
        _ = await bench.settle(Self.both)
        let hash = try bench.hash()
        #expect(await bench.seeder.record.unscannedHash == hash)
        bench.rows.state.withLock { $0.drift = ["oak-id": drift] }
        let status = await bench.settle(Self.both.merging([.clamav: .ready(instance: "1")]) { $1 })
        #expect(status.state == .seeded)
        // The database is never swapped for it, whether something in it was changed or not.
        #expect(bench.rows.calls == ["recover", "claim", "build", "reset", "build", "scans"])
        #expect(await bench.seeder.record.unscannedHash == nil)
    }

    @Test func aStoreOnAnotherMachineIsLeftAlone() async throws {
        let bench = try Bench()
        var endpoints = StoreEndpoints()
        endpoints.redis = StoreEndpoints.Address(host: "203.0.113.7", port: 6379)
        await bench.seeder.availabilityChanged(StoreAvailability(states: Self.both, endpoints: endpoints))
        let outcome = try await bench.seeder.perform(.seed(SeedRequest()))
        let reasons = outcome.parts.filter { $0.store == "redis" }.map(\.skipped)
        #expect(reasons.allSatisfy { $0?.contains("'203.0.113.7' is not this machine") == true })
        #expect(reasons.count == 2)
        #expect(bench.redis.calls == [])
    }

    @Test func nothingIsLoadedByItselfWhereThatIsNotWanted() async throws {
        let bench = try Bench(isAutomatic: false)
        #expect(await bench.settle(Self.both).state == .unseeded)
        // What it does in the background, it does before this.
        await bench.seeder.reconcile()
        #expect(bench.rows.calls.allSatisfy { $0 == "recover" })
        let outcome = try await bench.seeder.perform(.seed(SeedRequest()))
        #expect(outcome.parts.allSatisfy { $0.skipped == nil })
        #expect(await bench.seeder.status().state == .seeded)
    }

    @Test func somebodyElsesDatabaseIsLeftAlone() async throws {
        var state = FakeRows.State()
        state.database = .foreign(reason: "it has 3 tables")
        let bench = try Bench(rows: state)
        let status = await bench.settle(Self.both)
        #expect(status.state == .failed)
        #expect(status.problem?.code == .dataRefused)
        #expect(status.problem?.hint?.contains("cpadev seed --yes") == true)
        #expect(await failure(bench, .reset(ResetRequest()))?.code == .notOurs)
        #expect(await failure(bench, .seed(SeedRequest()))?.code == .notOurs)
        #expect(bench.rows.calls.allSatisfy { $0 == "recover" })
        #expect(bench.redis.calls.isEmpty)
        _ = try await bench.seeder.perform(.seed(SeedRequest(replacesOwnData: true)))
        #expect(await bench.seeder.status().state == .seeded)
    }

    @Test func aStoreThatFailsKeepsNobodyWaiting() async throws {
        let bench = try Bench()
        bench.redis.state.withLock { $0.failure = SeedingError(.refused, "no room") }
        let status = await bench.settle(Self.both)
        #expect(status.state == .partial)
        #expect(status.firms.first?.stores.first { $0.name == "redis" }?.reason == "no room")
        bench.redis.state.withLock { $0.failure = nil }
        let outcome = try await bench.seeder.perform(.reset(ResetRequest()))
        #expect(outcome.parts.allSatisfy { !$0.isFailed })
        #expect(await bench.seeder.status().state == .seeded)
    }

    @Test func aResetTellsWhichStoreFailed() async throws {
        let bench = try await Bench.seeded()
        _ = await bench.settle(Self.both)
        bench.redis.state.withLock { $0.failure = SeedingError(.unreachable, "gone") }
        let outcome = try await bench.seeder.perform(.reset(ResetRequest()))
        #expect(outcome.parts.filter(\.isFailed).map(\.store) == ["redis", "redis"])
        // It was told, so nothing of it is done later.
        #expect(await bench.seeder.record.dirty["redis"] == nil)
    }

    @Test func aStoreThatAppearsLaterIsFilled() async throws {
        let bench = try Bench()
        let partial = await bench.settle([.postgres: .ready(instance: "1"), .redis: .pending])
        #expect(partial.state == .partial)
        #expect(bench.redis.calls.isEmpty)
        #expect(await bench.settle(Self.both).state == .seeded)
        #expect(bench.redis.calls.count == 2)
    }

    @Test func aStoreThatLostEverythingIsFilledAndOneThatChangedIsNot() async throws {
        let changed = try await Bench.seeded()
        changed.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        let status = await changed.settle(Self.both)
        #expect(changed.redis.calls.isEmpty)
        #expect(status.firms.first?.drift == DataStatus.Drift(removed: 2))

        let empty = try await Bench.seeded()
        empty.redis.state.withLock { $0.held = [:] }
        _ = await empty.settle(Self.both)
        #expect(empty.redis.calls.count == 2)
    }

    @Test func aResetThatWasKilledOnceItsRowsWereInPlaceIsFinishedInEveryStore() async throws {
        let bench = try await Bench.seeded { record in
            record.pending = SeedRecord.Step(
                id: "5",
                kind: .reset,
                seed: record.seed,
                stores: ["redis": ["oak", "elm"]]
            )
        }
        bench.rows.state.withLock { $0.lastStep = "5" }
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        #expect(await bench.settle(Self.both).state == .seeded)
        #expect(bench.rows.calls == ["recover"])
        #expect(bench.redis.calls.count == 2)
        #expect(await bench.seeder.record.pending == nil)
        #expect(await bench.seeder.record.undo?.rows == .database)
    }

    @Test func aKilledStepThatConcernsNoRowsIsFinishedAsWell() async throws {
        let bench = try await Bench.seeded { record in
            record.pending = SeedRecord.Step(
                id: "5",
                kind: .reset,
                changesRows: false,
                seed: record.seed,
                stores: ["redis": ["oak"]]
            )
        }
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        _ = await bench.settle(Self.both)
        #expect(bench.redis.calls == ["restore oak"])
        #expect(await bench.seeder.record.undo?.rows == .nothing)
    }

    @Test func aResetThatWasKilledBeforeItsRowsWereInPlaceIsGivenUp() async throws {
        let bench = try await Bench.seeded { record in
            record.pending = SeedRecord.Step(
                id: "5",
                kind: .reset,
                seed: record.seed,
                stores: ["redis": ["oak", "elm"]]
            )
        }
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        let status = await bench.settle(Self.both)
        #expect(bench.rows.calls == ["recover"])
        #expect(bench.redis.calls == [])
        #expect(status.firms.first?.drift == DataStatus.Drift(removed: 2))
        #expect(await bench.seeder.record.pending == nil)
        #expect(await bench.seeder.record.dirty == [:])
        #expect(bench.announced.all.contains { $0.contains("is given up") })
    }

    @Test(arguments: [true, false])
    func aDatabaseThatAKilledResetClosedIsOpenedBeforeItsServerCanBeReady(wasKilled: Bool) async throws {
        let bench = try await Bench.seeded { record in
            if wasKilled { record.pending = SeedRecord.Step(id: "5", kind: .reset, seed: record.seed) }
        }
        bench.rows.state.withLock { $0.failures["recover"] = SeedingError(.unreachable, "it is starting") }
        let wakeUps = bench.seeder.wakeUps()
        await bench.seeder.availabilityChanged(StoreAvailability(states: [.postgres: .running]))
        await bench.seeder.reconcile()
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
        let bench = try await Bench.seeded()
        _ = await bench.settle(Self.both)
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 1] }
        bench.rows.state.withLock { $0.failures["reset"] = SeedingError(.refused, "a column was added") }
        #expect(await failure(bench, .reset(ResetRequest(firm: firm)))?.code == .refused)
        // No other store was touched.
        #expect(bench.redis.calls == [])
        #expect(await bench.seeder.record.pending == nil)
        #expect(await bench.seeder.record.dirty == [:])
        bench.rows.state.withLock { state in
            state.failures = [:]
            state.calls = []
        }
        _ = await bench.settle([.postgres: .ready(instance: "2"), .redis: .ready(instance: "2")])
        #expect(bench.rows.calls == ["recover"])
        #expect(bench.redis.calls == [])
    }

    @Test func aSnapshotThatFailsInOneStoreIsTakenBackInAll() async throws {
        let bench = try await Bench.seeded()
        _ = await bench.settle(Self.both)
        _ = try await bench.seeder.perform(.saveSnapshot(name: "one"))
        bench.rows.state.withLock { $0.calls = [] }
        bench.redis.state.withLock { $0.restoreFailure = SeedingError(.refused, "no room") }
        let error = await failure(bench, .restoreSnapshot(name: "one"))
        #expect(error?.message.contains("no room") == true)
        #expect(error?.message.contains("as it was before") == true)
        #expect(bench.rows.calls == ["restore one", "undo", "drop"])
        #expect(await bench.seeder.status().undo == nil)
        bench.redis.state.withLock { $0.restoreFailure = nil }
        _ = await bench.settle([.postgres: .ready(instance: "2"), .redis: .ready(instance: "2")])
        #expect(!bench.redis.calls.contains("restore snapshot"))
        #expect(await bench.seeder.record.pending == nil)
        #expect(await bench.seeder.record.unfinished == nil)
    }

    @Test func aSnapshotIsRestoredInEveryStoreAlsoAfterAKill() async throws {
        let bench = try await Bench.seeded()
        _ = await bench.settle(Self.both)
        _ = try await bench.seeder.perform(.saveSnapshot(name: "one"))
        #expect(bench.redis.calls == ["save"])
        _ = try await bench.seeder.perform(.restoreSnapshot(name: "one"))
        #expect(bench.redis.calls == ["save", "restore snapshot"])
        // As a supervisor leaves it that is killed after the rows.
        try await bench.seeder.interruptSnapshot("one")
        bench.rows.state.withLock { $0.lastStep = "5" }
        _ = await bench.settle([.postgres: .ready(instance: "2"), .redis: .ready(instance: "2")])
        #expect(bench.redis.calls == ["save", "restore snapshot", "restore snapshot"])
        #expect(await bench.seeder.record.unfinished == nil)
        #expect(await failure(bench, .restoreSnapshot(name: "two"))?.remedy == "the snapshots are: one")
    }

    @Test(arguments: ["one/", "./one", "../one", ""])
    func namesThatAreNoSnapshotsChangeNothing(name: String) async throws {
        let bench = try await Bench.seeded()
        _ = await bench.settle(Self.both)
        _ = try await bench.seeder.perform(.saveSnapshot(name: "one"))
        let before = await bench.seeder.record
        #expect(await failure(bench, .restoreSnapshot(name: name))?.code == .unknownName)
        #expect(await failure(bench, .deleteSnapshot(name: name))?.code == .unknownName)
        #expect(await bench.seeder.record == before)
        #expect(try await bench.seeder.snapshots().map(\.name) == ["one"])
    }

    // MARK: Undo

    @Test func theLastStepIsTakenBackInEveryStore() async throws {
        let bench = try await Bench.seeded()
        _ = await bench.settle(Self.both)
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        let reset = try await bench.seeder.perform(.reset(ResetRequest()))
        #expect(reset.undo?.kind == .reset)
        #expect(await bench.seeder.status().undo == reset.undo)
        bench.rows.state.withLock { $0.calls = [] }
        let undone = try await bench.seeder.perform(.undo)
        #expect(bench.rows.calls == ["undo"])
        #expect(bench.redis.calls.last == "put back")
        // An undo is a step, too.
        #expect(undone.undo?.kind == .undo)
    }

    @Test func aStepThatReplacedNothingKeepsTheOneBeforeIt() async throws {
        let bench = try await Bench.seeded()
        _ = await bench.settle(Self.both)
        let first = try await bench.seeder.perform(.reset(ResetRequest(firm: "elm"))).undo
        bench.rows.state.withLock { $0.kept = .nothingDiffered }
        #expect(try await bench.seeder.perform(.reset(ResetRequest())).undo == nil)
        #expect(await bench.seeder.status().undo == first)
        bench.rows.state.withLock { $0.calls = [] }
        _ = try await bench.seeder.perform(.undo)
        #expect(bench.rows.calls == ["undo elm-id"])
    }

    @Test func whatAStepReplacesLateCanBeUndoneWithIt() async throws {
        let bench = try await Bench.seeded()
        _ = await bench.settle(Self.both)
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        _ = await bench.settle([.postgres: .ready(instance: "1"), .redis: .unavailable(reason: "stopped")])
        bench.rows.state.withLock { $0.kept = .nothingDiffered }
        _ = try await bench.seeder.perform(.reset(ResetRequest()))
        _ = await bench.settle([.postgres: .ready(instance: "1"), .redis: .ready(instance: "2")])
        let step = try #require(await bench.seeder.record.undo)
        #expect(await bench.seeder.undoFolder(step.id).parts.map(\.firm) == ["oak"])
    }

    @Test func whereNothingWasReplacedThereIsNothingToUndo() async throws {
        let bench = try await Bench.seeded()
        _ = await bench.settle(Self.both)
        #expect(await failure(bench, .undo)?.code == .refused)
    }

    @Test func anUndoIsRefusedAsAWholeWhereAStoreIsMissing() async throws {
        let bench = try await Bench.seeded()
        _ = await bench.settle(Self.both)
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        _ = try await bench.seeder.perform(.reset(ResetRequest()))
        await bench.seeder.availabilityChanged(
            StoreAvailability(states: [.postgres: .ready(instance: "1"), .redis: .unavailable(reason: "stopped")])
        )
        bench.rows.state.withLock { $0.calls = [] }
        #expect(await failure(bench, .undo)?.message.contains("redis") == true)
        #expect(bench.rows.calls.allSatisfy { $0 == "recover" })
    }

    @Test func aStoreThatFailsGetsBackWhatWasReplacedInIt() async throws {
        let bench = try await Bench.seeded()
        _ = await bench.settle(Self.both)
        bench.redis.state.withLock { state in
            state.held = ["oak": 1, "elm": 3]
            state.restoreFailure = SeedingError(.refused, "no room")
        }
        let outcome = try await bench.seeder.perform(.reset(ResetRequest()))
        #expect(outcome.parts.filter(\.isFailed).allSatisfy { $0.skipped?.contains("is back") == true })
        #expect(bench.redis.calls.contains("put back"))
    }

    @Test(arguments: [SeedRequest(), SeedRequest(rebuild: true)])
    func aLoadOverChangesIsRefusedUntilItIsWanted(request: SeedRequest) async throws {
        let bench = try await Bench.seeded()
        bench.rows.state.withLock { $0.changes = [DatabaseChange(.table, "my_work", .added)] }
        _ = await bench.settle(Self.both)
        try bench.seed.write("migrations/9999_more.sql", "SELECT 1;")
        let error = await failure(bench, .seed(request))
        #expect(error?.code == .notOurs)
        #expect(error?.message.contains("my_work") == true)
        #expect(bench.rows.calls.allSatisfy { $0 == "recover" })
        var wanted = request
        wanted.replacesOwnData = true
        #expect(try await bench.seeder.perform(.seed(wanted)).undo?.kind == .seed)
    }

    @Test func namesThatDoNotExistAreRefusedWithThoseThatDo() async throws {
        let bench = try await Bench.seeded()
        _ = await bench.settle(Self.both)
        #expect(await failure(bench, .reset(ResetRequest(firm: "ash")))?.remedy == "the firms are: oak, elm")
        let store = await failure(bench, .reset(ResetRequest(stores: ["mongo"])))
        #expect(store?.remedy == "the stores are: postgres, redis, s3, typesense, temporal")
        #expect(bench.rows.calls == ["recover"])
    }

    @Test func aDryRunTellsAndChangesNothing() async throws {
        let bench = try await Bench.seeded()
        bench.rows.state.withLock { $0.drift = ["oak-id": Drift(added: 2)] }
        bench.redis.state.withLock { $0.held = ["oak": 3, "elm": 2] }
        _ = await bench.settle(Self.both)
        let outcome = try await bench.seeder.perform(.reset(ResetRequest(dryRun: true)))
        #expect(outcome.parts.map(\.drift.total).reduce(0, +) == 3)
        #expect(bench.rows.calls == ["recover"])
        #expect(bench.redis.calls.isEmpty)
    }

    @Test func whatBelongsToNoFirmIsPartOfTheStatusAndOfADryRun() async throws {
        let bench = try await Bench.seeded()
        let changes = [DatabaseChange(.table, "mine", .added, rows: .init(2))]
        bench.rows.state.withLock { $0.changes = changes }
        _ = await bench.settle(Self.both)
        #expect(await bench.seeder.measuredStatus().databaseChanges == changes)
        let whole = try await bench.seeder.perform(.reset(ResetRequest(dryRun: true)))
        #expect(whole.databaseChanges == changes)
        let firm = try await bench.seeder.perform(.reset(ResetRequest(firm: "oak", dryRun: true)))
        #expect(firm.databaseChanges == [], "a firm's reset leaves it")
        let store = try await bench.seeder.perform(.reset(ResetRequest(stores: ["redis"], dryRun: true)))
        #expect(store.databaseChanges == [] && store.notMeasured == nil)
    }

    @Test func lockThatKeepsMeasuringIsToldAndWhatWasKnownStays() async throws {
        let bench = try await Bench.seeded()
        let changes = [DatabaseChange(.view, "v", .dropped)]
        bench.rows.state.withLock { ($0.changes, $0.drift) = (changes, ["oak-id": Drift(added: 2)]) }
        _ = await bench.settle(Self.both)
        _ = await bench.seeder.measuredStatus()
        bench.rows.state.withLock { $0.failures["drift"] = SeedingError(.busy, "pid 7 holds it") }
        let status = await bench.seeder.measuredStatus()
        #expect(status.state == .seeded && status.problem == nil)
        #expect(status.notMeasured == "pid 7 holds it")
        #expect(status.databaseChanges == changes)
        #expect(status.firms.first?.stores.first?.state == .seeded)
        #expect(status.firms.first?.drift == Drift(added: 2))
        bench.rows.state.withLock { $0.failures = [:] }
        #expect(await bench.seeder.measuredStatus().notMeasured == nil)
    }
}

extension Seeder {
    fileprivate func interruptSnapshot(_ name: String) throws {
        try update { record in
            record.pending = SeedRecord.Step(id: "5", kind: .snapshotRestore, seed: record.seed, snapshot: name)
        }
    }
}
