import Testing

@testable import Seeding

@Suite(.enabled(if: PostgresServer.isWanted)) struct PostgresOwnershipTests {
    @Test func databaseIsMissingFreshOrOurs() async throws {
        let server = try await PostgresServer.shared()
        let sample = SampleStack(server: server, database: PostgresServer.uniqueName("live"), stack: "s")
        #expect(try await sample.store.inspect() == .missing)
        try await sample.store.claim()
        #expect(try await sample.store.inspect() == .ours(seed: nil))

        let fresh = try await SampleStack.fresh()
        #expect(try await fresh.store.inspect() == .fresh)
        // Tables of an extension are nobody's data.
        try await fresh.run("CREATE EXTENSION pg_stat_statements")
        #expect(try await fresh.store.inspect() == .fresh)
        try await fresh.store.claim()
        #expect(try await fresh.store.inspect() == .ours(seed: nil))
    }

    @Test func databaseWithTablesOfOthersIsForeignAndSaysWhatIsInIt() async throws {
        let sample = try await SampleStack.fresh()
        try await sample.run("CREATE TABLE theirs AS SELECT generate_series(1, 100) n")
        try await sample.run("ANALYZE theirs")
        let state = try await sample.store.inspect()
        let reason = "the database '\(sample.database)' has 1 table, about 100 rows, that cpadev did not put there"
        #expect(state == .foreign(reason: reason))
    }

    @Test func databaseOfAnotherStackIsForeignAndNeverTaken() async throws {
        let sample = try await SampleStack.seeded()
        let other = SampleStack(server: sample.server, database: sample.database, stack: "other")
        let reason = "the database '\(sample.database)' belongs to the stack '\(sample.stack)'"
        #expect(try await other.store.inspect() == .foreign(reason: reason))
        let step = RowStep(id: "5", undoLimit: 0, replacesForeign: true)
        try await other.store.buildTemplate(SampleStack.hash, fill: SampleRows.fill)
        let error = await #expect(throws: SeedingError.self) {
            try await other.store.reset(to: SampleStack.hash, as: step)
        }
        #expect(error?.code == .notOurs)
        #expect(try await sample.store.inspect() == .ours(seed: SampleStack.hash))
    }

    @Test func databaseOfSomebodyElseIsTakenOnlyWhenAskedTo() async throws {
        let sample = try await SampleStack.fresh()
        try await sample.run("CREATE TABLE theirs (n int)")
        let error = await #expect(throws: SeedingError.self) { try await sample.store.claim() }
        #expect(error?.code == .notOurs)
        try await sample.store.buildTemplate(SampleStack.hash, fill: SampleRows.fill)
        let step = RowStep(id: "5", undoLimit: .max, replacesForeign: true)
        _ = try await sample.store.reset(to: SampleStack.hash, as: step)
        #expect(try await sample.store.inspect() == .ours(seed: SampleStack.hash))
        // It is theirs again when that is undone.
        _ = try await sample.store.undo("5", as: RowStep(id: "6", undoLimit: .max))
        #expect(try await sample.value("SELECT count(*) FROM theirs") == "0")
        guard case .foreign = try await sample.store.inspect() else {
            Issue.record("the database is not somebody else's any more")
            return
        }
    }

    @Test func nothingThatWritesTouchesAnUnmarkedDatabase() async throws {
        let sample = try await SampleStack.fresh()
        let (store, hash) = (sample.store, SampleStack.hash)
        try await store.buildTemplate(hash, fill: SampleRows.fill)
        try await sample.run("CREATE TABLE theirs AS SELECT generate_series(1, 100) n")
        let identity = "SELECT format('%s %s', oid, datallowconn) FROM pg_database WHERE datname = current_database()"
        let before = try await sample.value(identity)
        let writes: [@Sendable () async throws -> Void] = [
            { _ = try await store.reset(to: hash) },
            { _ = try await store.reset(firm: SampleRows.a, to: hash) },
            { try await store.saveSnapshot("x") },
            { _ = try await store.drift() },
        ]
        for write in writes {
            let error = await #expect(throws: SeedingError.self) { try await write() }
            #expect(error?.code == .notOurs)
            #expect(error?.message.contains("does not carry") == true)
        }
        #expect(try await sample.value(identity) == before)
        #expect(try await sample.value("SELECT count(*) FROM theirs") == "100")
        #expect(try await sample.kept() == ["seed_\(hash.prefix(16))"])
    }

    @Test func serverElsewhereIsRefusedUnlessItIsAContainer() async throws {
        let server = try await PostgresServer.shared()
        var endpoint = server.endpoint("postgres")
        endpoint.address.host = "192.0.2.1"
        let store = PostgresStore(endpoint: endpoint, stack: "s", firms: SampleRows.firms)
        let error = await #expect(throws: SeedingError.self) { try await store.claim() }
        #expect(error?.code == .notOurs)
        #expect(error?.message.contains("192.0.2.1") == true)
    }
}
