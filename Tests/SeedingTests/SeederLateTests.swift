import ControlAPI
import Foundation
import Synchronization
import Testing

@testable import Seeding

/// Steps that a stopped store gets later, and what an undo makes of them.
@Suite struct SeederLateTests {
    private static let stopped: [StoreName: StoreAvailability.State] = [
        .postgres: .ready(instance: "1"), .redis: .unavailable(reason: "redis: stopped"),
    ]
    private static let back: [StoreName: StoreAvailability.State] = [
        .postgres: .ready(instance: "1"), .redis: .ready(instance: "2"),
    ]

    /// A bench that has restored the snapshot `one` while Redis was stopped.
    private func restored() async throws -> SeederBench {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        _ = try await bench.seeder.perform(.saveSnapshot(name: "one"))
        await bench.stop(Self.stopped)
        let outcome = try await bench.seeder.perform(.restoreSnapshot(name: "one"))
        #expect(outcome.parts.map(\.store) == ["redis"])
        #expect(outcome.parts.first?.skipped == "redis: stopped; it gets the snapshot once it is ready")
        #expect(outcome.parts.first?.isFailed == false)
        return bench
    }

    /// Makes the seed files those of another seed, without elm.
    private func withoutElm(_ bench: SeederBench) throws {
        bench.rows.state.withLock { $0.firms = [SeederBench.firms[0]] }
        try bench.seed.write("migrations/9999_more.sql", "SELECT 1;")
    }

    @Test func firmThatLeftTheSeedLeavesAStoppedStoreOnceThatIsBack() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        await bench.stop(Self.stopped)
        try withoutElm(bench)
        _ = try await bench.seeder.perform(.reset(ResetRequest()))
        _ = await bench.settle(Self.back)
        #expect(bench.redis.calls.sorted() == ["remove elm", "restore oak"])
        #expect(await bench.seeder.record.left["redis"] == nil)
    }

    @Test func firmThatLeftTheSeedLeavesAStoreWithTheNextStepForIt() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        let former = FormerSeed(try #require(await bench.seeder.plan))
        try withoutElm(bench)
        _ = try await bench.seeder.perform(.reset(ResetRequest(stores: ["postgres"])))
        #expect(bench.redis.calls == [])
        #expect(await bench.seeder.record.left["redis"] == [former])
        _ = try await bench.seeder.perform(.reset(ResetRequest(stores: ["redis"])))
        #expect(bench.redis.calls.sorted() == ["remove elm", "restore oak"])
        #expect(await bench.seeder.record.left["redis"] == nil)
        // What an undo puts back is to be removed again.
        _ = try await bench.seeder.perform(.undo)
        #expect(await bench.seeder.record.left["redis"] == [former])
    }

    /// The lost data of a store without persistence is replaced by the seed in force, which is no longer that one then.
    @Test(arguments: [[], ["postgres"]])
    func aStoreThatAStepLeftOutAndThatLostEverythingFollowsItsUndo(stores: [String]) async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        await bench.stop(Self.stopped)
        try withoutElm(bench)
        _ = try await bench.seeder.perform(.reset(ResetRequest(stores: stores)))
        let undone = FormerSeed(try #require(await bench.seeder.plan))
        bench.redis.state.withLock { $0.held = [:] }
        _ = await bench.settle(Self.back)
        #expect(bench.redis.state.withLock { $0.held } == ["oak": 3])
        _ = try await bench.seeder.perform(.undo)
        _ = await bench.settle(SeederBench.both)
        #expect(bench.redis.state.withLock { $0.held } == ["oak": 3, "elm": 3])
        #expect(await bench.seeder.record.due.isEmpty)
        // What the undone seed put there is removed.
        #expect(await bench.seeder.record.left["redis"]?.contains(undone) != true)
        // An undo of the undo reverts that, too.
        let step = try #require(await bench.seeder.record.undo)
        #expect(bench.seeder.runner.undoFolder(step.id).parts.map(\.firm) == ["elm"])
    }

    @Test func aStoppedStoreGetsTheSnapshotOnceItIsBack() async throws {
        let bench = try await restored()
        let reasons = await bench.seeder.status().firms.flatMap(\.stores).filter { $0.name == "redis" }.map(\.reason)
        #expect(Set(reasons) == ["redis: stopped; the restore of snapshot one is finished once it is ready"])
        #expect(await bench.failure(.deleteSnapshot(name: "one"))?.message.contains("redis") == true)
        #expect(await bench.settle(Self.back).state == .seeded)
        #expect(bench.redis.calls == ["save", "restore snapshot"])
        #expect(bench.announced.all.last == "seed data: the restore of snapshot one is now finished in redis")
        #expect(await bench.seeder.record.due.isEmpty)
        // Once only.
        _ = await bench.settle(SeederBench.both)
        #expect(bench.redis.calls == ["save", "restore snapshot"])
    }

    private enum Fault: CaseIterable { case look, filling }

    /// A store without persistence that has restarted on a busy machine: it is ready, but fails at first.
    @Test(arguments: Fault.allCases, [true, false])
    private func aStoreThatFailsAfterItsRestartIsFilledOnceItAnswers(fault: Fault, isLate: Bool) async throws {
        let bench = try await SeederBench.seeded()
        func fail(_ error: SeedingError?) {
            bench.redis.state.withLock { state in
                switch fault {
                case .look: state.lookFailure = error
                case .filling: state.restoreFailure = error
                }
            }
        }
        _ = await bench.settle(SeederBench.both)
        bench.redis.state.withLock { $0.held = [:] }
        fail(SeedingError(.unreachable, "Get connection from pool timeout"))
        _ = await bench.settle(Self.back)
        #expect(bench.redis.calls == [])
        fail(nil)
        if isLate {
            // By itself, after the first pause.
            for _ in 0..<500 where bench.redis.calls.count < 2 { try await Task.sleep(for: .milliseconds(20)) }
        } else {
            // Before a command, which must not take the emptiness for what it replaces.
            _ = try await bench.seeder.perform(.reset(ResetRequest(firm: "oak")))
        }
        #expect(Set(bench.redis.calls).isSuperset(of: ["restore elm", "restore oak"]))
        #expect(await bench.seeder.record.due.isEmpty)
    }

    /// As when a document was edited or removed while the stack was down.
    @Test func aMissingFileKeepsNoOtherFirmFromBeingFilledAndTheStoreFromBeingMeasured() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        bench.redis.state.withLock { state in
            state.held = [:]
            (state.restoreFailure, state.failing) = (SeedingError(.files, "cannot read a.pdf"), "oak")
        }
        _ = await bench.settle(Self.back)
        #expect(bench.redis.state.withLock { $0.held } == ["elm": 3])
        #expect(bench.announced.all.contains("seed data: redis: cannot read a.pdf"))
        #expect(await bench.seeder.record.due.isEmpty)
        let firms = await bench.seeder.measuredStatus().firms
        let drifts = firms.map { $0.stores.first { $0.name == "redis" }?.drift }
        #expect(drifts == [Drift(removed: 3), Drift.none])
    }

    @Test func anUndoneRestoreIsNotFinished() async throws {
        let bench = try await restored()
        _ = try await bench.seeder.perform(.undo)
        _ = await bench.settle(Self.back)
        #expect(bench.redis.calls == ["save"])
        // Undoing the undo restores the snapshot again, in every store.
        _ = try await bench.seeder.perform(.undo)
        _ = await bench.settle(SeederBench.both)
        #expect(bench.redis.calls == ["save", "restore snapshot"])
    }

    @Test func aLaterResetOverridesIt() async throws {
        let bench = try await restored()
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 1] }
        _ = try await bench.seeder.perform(.reset(ResetRequest()))
        _ = await bench.settle(Self.back)
        #expect(bench.redis.calls.sorted() == ["restore elm", "restore oak", "save"])
    }

    @Test func aFirmsLaterResetFollowsIt() async throws {
        let bench = try await restored()
        _ = try await bench.seeder.perform(.reset(ResetRequest(firm: "elm")))
        _ = await bench.settle(Self.back)
        #expect(bench.redis.calls == ["save", "restore snapshot", "restore elm"])
        #expect(await bench.seeder.record.due.isEmpty)
    }

    @Test func anUndoneResetIsNotFinishedInAStoreThatWasStopped() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        await bench.stop(Self.stopped)
        _ = try await bench.seeder.perform(.reset(ResetRequest()))
        _ = try await bench.seeder.perform(.undo)
        #expect(await bench.seeder.record.due.isEmpty)
        _ = await bench.settle(Self.back)
        #expect(bench.redis.calls.isEmpty)
        _ = try await bench.seeder.perform(.undo)
        _ = await bench.settle(SeederBench.both)
        #expect(bench.redis.calls.contains("restore oak"))
    }

    @Test func aStoreThatTheSnapshotLacksIsNamed() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        await bench.stop(Self.stopped)
        _ = try await bench.seeder.perform(.saveSnapshot(name: "one"))
        _ = await bench.settle(Self.back)
        let outcome = try await bench.seeder.perform(.restoreSnapshot(name: "one"))
        #expect(outcome.notes == ["redis was left as it is: the snapshot does not have it"])
        #expect(outcome.parts.isEmpty)
    }

    @Test func aStoreIsAskedToPersistWhatAStepWrote() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        _ = try await bench.seeder.perform(.reset(ResetRequest()))
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        _ = try await bench.seeder.perform(.reset(ResetRequest()))
        await bench.seeder.close()
        #expect(bench.redis.state.withLock { $0.persisted } == 1)
    }
}

extension SeederBench {
    /// Tells which stores can be used, where nothing follows from it.
    fileprivate func stop(_ states: [StoreName: StoreAvailability.State]) async {
        await seeder.availabilityChanged(StoreAvailability(states: states))
    }
}
