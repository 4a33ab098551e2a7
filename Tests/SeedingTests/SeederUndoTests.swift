import ControlAPI
import Foundation
import Synchronization
import Testing

@testable import Seeding

/// Taking steps back, over stores that remember what they were asked.
@Suite struct SeederUndoTests {
    @Test func theLastStepIsTakenBackInEveryStore() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
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
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        let first = try await bench.seeder.perform(.reset(ResetRequest(firm: "elm"))).undo
        bench.rows.state.withLock { $0.replaced.kept = .nothingDiffered }
        #expect(try await bench.seeder.perform(.reset(ResetRequest())).undo == nil)
        #expect(await bench.seeder.status().undo == first)
        bench.rows.state.withLock { $0.calls = [] }
        _ = try await bench.seeder.perform(.undo)
        #expect(bench.rows.calls == ["undo elm-id"])
    }

    @Test func whatAStepReplacesLateCanBeUndoneWithIt() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        _ = await bench.settle([.postgres: .ready(instance: "1"), .redis: .unavailable(reason: "stopped")])
        bench.rows.state.withLock { $0.replaced.kept = .nothingDiffered }
        _ = try await bench.seeder.perform(.reset(ResetRequest()))
        _ = await bench.settle([.postgres: .ready(instance: "1"), .redis: .ready(instance: "2")])
        let step = try #require(await bench.seeder.record.undo)
        #expect(bench.seeder.runner.undoFolder(step.id).parts.map(\.firm) == ["oak"])
    }

    /// A store without persistence forgets everything when it stops, which no step did.
    @Test func whatAStoreForgotIsNotUndoneWithTheStep() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        _ = await bench.settle([.postgres: .ready(instance: "1"), .redis: .unavailable(reason: "stopped")])
        _ = try await bench.seeder.perform(.reset(ResetRequest()))
        bench.redis.state.withLock { $0.held = [:] }
        _ = await bench.settle([.postgres: .ready(instance: "1"), .redis: .ready(instance: "2")])
        let step = try #require(await bench.seeder.record.undo)
        #expect(bench.seeder.runner.undoFolder(step.id).parts.isEmpty)
        #expect(bench.redis.state.withLock { $0.held } == ["oak": 3, "elm": 3])
    }

    /// As when a command comes before the engine has looked at a store that was restarted.
    @Test(arguments: [DataCommand.undo, .reset(ResetRequest(firm: "elm")), .reset(ResetRequest())])
    func commandFindsWhatARestartedStoreForgot(_ command: DataCommand) async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        _ = try await bench.seeder.perform(.reset(ResetRequest(firm: "elm")))
        bench.redis.state.withLock { $0.held = [:] }
        let states: [StoreName: StoreAvailability.State] = [
            .postgres: .ready(instance: "1"), .redis: .ready(instance: "2"),
        ]
        await bench.seeder.step { _ = $0.availabilityChanged(StoreAvailability(states: states)) }
        _ = try await bench.seeder.perform(command)
        #expect(bench.redis.state.withLock { $0.held } == ["oak": 3, "elm": 3])
        let step = try #require(await bench.seeder.record.undo)
        #expect(bench.seeder.runner.undoFolder(step.id).parts.isEmpty)
    }

    @Test func aRestoreThatFailsLeavesTheUndoBeforeIt() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        _ = try await bench.seeder.perform(.saveSnapshot(name: "one"))
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        #expect(try await bench.seeder.perform(.reset(ResetRequest())).undo != nil)
        let before = await bench.seeder.record.undo
        let parts = bench.seeder.runner.undoFolder(before?.id ?? "").parts
        #expect(!parts.isEmpty)
        bench.redis.state.withLock { $0.restoreFailure = SeedingError(.refused, "no room") }
        let error = await bench.failure(.restoreSnapshot(name: "one"))
        #expect(error?.message.hasSuffix("every store is as it was before") == true)
        #expect(await bench.seeder.record.undo == before)
        #expect(bench.seeder.runner.undoFolder(before?.id ?? "").parts == parts)
        #expect(bench.rows.calls.last == "take back")
        bench.redis.state.withLock { $0.restoreFailure = nil }
        #expect(try await bench.seeder.perform(.undo).undo != nil)
    }

    @Test func aRestoreThatFailsSaysWhereItEndedTheUndoBeforeIt() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        _ = try await bench.seeder.perform(.saveSnapshot(name: "one"))
        #expect(try await bench.seeder.perform(.reset(ResetRequest())).undo != nil)
        bench.redis.state.withLock { $0.restoreFailure = SeedingError(.refused, "no room") }
        bench.rows.state.withLock { $0.failures["take"] = SeedingError(.unreachable, "gone") }
        let error = await bench.failure(.restoreSnapshot(name: "one"))
        #expect(error?.message.hasSuffix("the previous reset of all firms can no longer be undone") == true)
        #expect(await bench.failure(.undo)?.code == .refused)
    }

    @Test func whereNothingWasReplacedThereIsNothingToUndo() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        #expect(await bench.failure(.undo)?.code == .refused)
    }

    @Test func whatALoadReplacesThatFollowsTheLossOfTheDatabaseCanBeUndone() async throws {
        let bench = try await SeederBench.seeded()
        bench.rows.state.withLock { $0.database = .fresh }
        bench.redis.state.withLock { $0.held = ["oak": 5, "elm": 3] }
        _ = await bench.settle(SeederBench.both)
        #expect(bench.redis.state.withLock { $0.held } == ["oak": 3, "elm": 3])
        let step = try #require(await bench.seeder.record.undo)
        #expect(bench.seeder.runner.undoFolder(step.id).parts.map(\.firm) == ["oak"])
    }

    @Test func anUndoIsRefusedAsAWholeWhereAStoreIsMissing() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        _ = try await bench.seeder.perform(.reset(ResetRequest()))
        await bench.seeder.availabilityChanged(
            StoreAvailability(states: [.postgres: .ready(instance: "1"), .redis: .unavailable(reason: "stopped")])
        )
        bench.rows.state.withLock { $0.calls = [] }
        #expect(await bench.failure(.undo)?.message.contains("redis") == true)
        #expect(bench.rows.calls.allSatisfy { $0 == "recover" })
    }

    @Test func aStoreThatFailsGetsBackWhatWasReplacedInIt() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        bench.redis.state.withLock { state in
            state.held = ["oak": 1, "elm": 3]
            state.restoreFailure = SeedingError(.refused, "no room")
        }
        let outcome = try await bench.seeder.perform(.reset(ResetRequest()))
        #expect(outcome.parts.filter(\.isFailed).allSatisfy { $0.skipped?.contains("were rolled back") == true })
        #expect(bench.redis.calls.contains("put back"))
    }

    @Test func anUndoInWhichAStoreFailsIsTakenBackAndCanBeTriedAgain() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        let reset = try #require(try await bench.seeder.perform(.reset(ResetRequest())).undo)
        bench.redis.state.withLock { $0.putBackFailure = SeedingError(.refused, "no room") }
        bench.rows.state.withLock { $0.calls = [] }
        let error = await bench.failure(.undo)
        #expect(error?.message == "redis could not be undone: no room; every store is as it was before")
        #expect(bench.rows.calls == ["undo", "undo"])
        #expect(await bench.seeder.status().undo == reset)
        let step = try #require(await bench.seeder.record.undo)
        #expect(bench.seeder.runner.undoFolder(step.id).parts.map(\.firm) == ["oak"])
        bench.redis.state.withLock { $0.putBackFailure = nil }
        #expect(try await bench.seeder.perform(.undo).undo?.kind == .undo)
    }

    @Test func aLoadOverChangesInAnotherStoreIsRefused() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        try bench.seed.write("migrations/9999_more.sql", "SELECT 1;")
        bench.redis.state.withLock { $0.held = ["oak": 1, "elm": 3] }
        #expect(await bench.failure(.seed(SeedRequest()))?.message.hasSuffix("2 keys of oak") == true)
        bench.redis.state.withLock { $0.held = ["oak": 3, "elm": 3] }
        bench.redis.state.withLock { $0.lookFailure = SeedingError(.unreachable, "gone") }
        #expect(await bench.failure(.seed(SeedRequest()))?.message.hasSuffix("redis was not compared: gone") == true)
        #expect(bench.redis.calls == [] && bench.rows.calls.allSatisfy { $0 == "recover" })
        bench.redis.state.withLock { $0.lookFailure = nil }
        _ = try await bench.seeder.perform(.seed(SeedRequest()))
    }

    /// A stopped store would lose its changes later, once it runs.
    @Test func aLoadThatLeavesOutAStoreWithUnknownChangesIsRefused() async throws {
        let bench = try await SeederBench.seeded()
        _ = await bench.settle(SeederBench.both)
        try bench.seed.write("migrations/9999_more.sql", "SELECT 1;")
        _ = await bench.settle([.postgres: .ready(instance: "1"), .redis: .stopped])
        let error = await bench.failure(.seed(SeedRequest()))
        #expect(error?.message.hasSuffix("redis was not compared: its service is stopped") == true)
        _ = try await bench.seeder.perform(.seed(SeedRequest(replacesOwnData: true)))
        // It now awaits that load, so another one takes nothing more from it.
        try bench.seed.write("migrations/9998_more.sql", "SELECT 1;")
        _ = try await bench.seeder.perform(.seed(SeedRequest()))
    }

    @Test(arguments: [SeedRequest(), SeedRequest(rebuild: true)])
    func aLoadOverChangesIsRefusedUntilItIsWanted(request: SeedRequest) async throws {
        let bench = try await SeederBench.seeded()
        bench.rows.state.withLock { $0.changes = [DatabaseChange(.table, "my_work", .added)] }
        _ = await bench.settle(SeederBench.both)
        try bench.seed.write("migrations/9999_more.sql", "SELECT 1;")
        let error = await bench.failure(.seed(request))
        #expect(error?.code == .notOurs)
        #expect(error?.message.contains("my_work") == true)
        #expect(bench.rows.calls.allSatisfy { $0 == "recover" })
        var wanted = request
        wanted.replacesOwnData = true
        #expect(try await bench.seeder.perform(.seed(wanted)).undo?.kind == .seed)
    }
}
