import ControlAPI
import Foundation
import Synchronization
import Testing

@testable import Seeding

/// What the engine tells of changes, over stores that remember what they were asked.
@Suite struct SeederDriftTests {
    @Test func aDryRunTellsAndChangesNothing() async throws {
        let bench = try await SeederBench.seeded()
        bench.rows.state.withLock { $0.drift = ["oak-id": Drift(added: 2)] }
        bench.redis.state.withLock { $0.held = ["oak": 3, "elm": 2] }
        _ = await bench.settle(SeederBench.both)
        let outcome = try await bench.seeder.perform(.reset(ResetRequest(dryRun: true)))
        #expect(outcome.parts.map(\.drift.total).reduce(0, +) == 3)
        #expect(bench.rows.calls == ["recover"])
        #expect(bench.redis.calls.isEmpty)
    }

    @Test func whatBelongsToNoFirmIsPartOfTheStatusAndOfADryRun() async throws {
        let bench = try await SeederBench.seeded()
        let changes = [DatabaseChange(.table, "mine", .added, rows: .init(2))]
        bench.rows.state.withLock { $0.changes = changes }
        _ = await bench.settle(SeederBench.both)
        #expect(await bench.seeder.measuredStatus().databaseChanges == changes)
        let whole = try await bench.seeder.perform(.reset(ResetRequest(dryRun: true)))
        #expect(whole.databaseChanges == changes)
        let firm = try await bench.seeder.perform(.reset(ResetRequest(firm: "oak", dryRun: true)))
        #expect(firm.databaseChanges == [], "a firm's reset leaves it")
        let store = try await bench.seeder.perform(.reset(ResetRequest(stores: ["redis"], dryRun: true)))
        #expect(store.databaseChanges == [] && store.notMeasured == nil)
    }

    @Test func lockThatKeepsMeasuringIsToldAndWhatWasKnownStays() async throws {
        let bench = try await SeederBench.seeded()
        let changes = [DatabaseChange(.view, "v", .dropped)]
        bench.rows.state.withLock { ($0.changes, $0.drift) = (changes, ["oak-id": Drift(added: 2)]) }
        _ = await bench.settle(SeederBench.both)
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

    /// Measuring may take longer than a reset waits.
    @Test func resetThatCouldNotCompareTellsSo() async throws {
        let bench = try await SeederBench.seeded()
        let known = [DatabaseChange(.view, "v", .dropped)]
        bench.rows.state.withLock { $0.changes = known }
        _ = await bench.settle(SeederBench.both)
        _ = await bench.seeder.measuredStatus()
        let blind = try await bench.seeder.perform(.reset(ResetRequest()))
        #expect(blind.databaseChanges == known)
        #expect(blind.notMeasured?.contains("was not compared") == true)
        let found = [DatabaseChange(.table, "mine", .added, rows: .init(2))]
        bench.rows.state.withLock { $0.replaced = RowReplacement(drift: [:], changes: found) }
        let measured = try await bench.seeder.perform(.reset(ResetRequest()))
        #expect(measured.databaseChanges == found && measured.notMeasured == nil)
    }

    @Test func databaseThatWasReplacedByHandIsAFailureOfTheWhole() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        bench.rows.state.withLock { $0.failures["drift"] = SeedingError(.notOurs, "no mark", remedy: "seed --yes") }
        let status = await bench.seeder.measuredStatus()
        #expect(status.state == .failed)
        #expect(status.problem?.message == "no mark" && status.problem?.hint == "seed --yes")
        bench.rows.state.withLock { $0.failures = [:] }
        #expect(await bench.seeder.measuredStatus().state == .seeded)
    }

    @Test(arguments: [
        (DatabaseState.missing, "the stack's database does not exist"),
        (.fresh, "the stack's database was not seeded"), (.ours(seed: nil), "the stack's database was not seeded"),
        (.foreign(reason: "it has 3 tables"), "it has 3 tables, so nothing was changed"),
    ])
    func resetSaysWhatTheDatabaseIs(state: DatabaseState, message: String) async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        bench.rows.state.withLock { $0.database = state }
        let error = await #expect(throws: SeedingError.self) {
            try await bench.seeder.perform(.reset(ResetRequest()))
        }
        #expect(error?.code == .notOurs && error?.message == message && error?.remedy?.contains("cpadev seed") == true)
    }

    @Test func databaseThatIsTooLargeToKeepIsToldBefore() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        #expect(await bench.seeder.measuredStatus().notKept == nil)
        bench.rows.state.withLock { $0.size = Seeder.Configuration.defaultUndoLimit + 1 }
        #expect(await bench.seeder.measuredStatus().notKept?.contains("CPADEV_UNDO_LIMIT") == true)
        #expect(try await bench.seeder.perform(.reset(ResetRequest(dryRun: true))).notKept != nil)
        let firm = try await bench.seeder.perform(.reset(ResetRequest(firm: "oak", dryRun: true)))
        #expect(firm.notKept == nil, "a firm's rows are kept beside the database")
    }
}
