import ControlAPI
import Testing

@testable import Seeding

@Suite(.enabled(if: PostgresServer.isWanted)) struct PostgresSnapshotTests {
    private static let hash = SampleStack.hash

    struct Failure: Error {}

    @Test func snapshotComesBackAsItWasWithItsMark() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("UPDATE clients SET name = 'mine' WHERE firm_id = '\(SampleRows.a)'")
        let (rows, drift) = (try await sample.store.checksums(), try await sample.store.drift())
        try await sample.store.saveSnapshot("before demo")
        let snapshots = try await sample.store.snapshots()
        #expect(snapshots.keys.sorted() == ["before demo"])
        #expect(try #require(snapshots["before demo"]) > 1_000_000)

        try await sample.store.reset(to: Self.hash)
        #expect(try await sample.store.drift() == .none)
        try await sample.store.restoreSnapshot("before demo")
        #expect(try await sample.store.checksums() == rows)
        #expect(try await sample.store.drift() == drift)
        #expect(try await sample.store.inspect() == .ours(seed: Self.hash))
        // The firm can still be put back alone.
        #expect(try await sample.store.reset(firm: SampleRows.a, to: Self.hash).changed == SampleRows.clientsOfEach)

        try await sample.store.deleteSnapshot("before demo")
        try await sample.store.deleteSnapshot("before demo")
        #expect(try await sample.store.snapshots() == [:])
        #expect(try await sample.isOpenAndSealed())
    }

    @Test func laterSnapshotTakesThePlaceOfOneOfTheSameName() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.store.saveSnapshot("x")
        try await sample.run("CREATE TABLE mine (n int)")
        try await sample.store.saveSnapshot("x")
        try await sample.store.reset(to: Self.hash)
        try await sample.store.restoreSnapshot("x")
        #expect(try await sample.value("SELECT count(*) FROM mine") == "0")
        #expect(try await sample.kept().count == 2)
    }

    @Test(arguments: [PostgresHooks.Step.closed, .emptied, .cloned])
    func failureLetsClientsInAgainAndKeepsNothing(step: PostgresHooks.Step) async throws {
        let sample = try await SampleStack.seeded(hooks: PostgresHooks { if $0 == step { throw Failure() } })
        await #expect(throws: Failure.self) { try await sample.store.saveSnapshot("x") }
        #expect(try await sample.isOpenAndSealed())
        #expect(try await sample.store.snapshots() == [:])
        #expect(try await sample.kept().count == 1)
    }

    @Test func snapshotThatIsNotThereIsUnknown() async throws {
        let sample = try await SampleStack.seeded()
        let error = await #expect(throws: SeedingError.self) { try await sample.store.restoreSnapshot("x") }
        #expect(error?.code == .unknownName)
    }
}
