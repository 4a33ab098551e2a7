import Testing

@testable import Seeding

@Suite(.enabled(if: PostgresServer.isWanted)) struct PostgresOwnershipTests {
    @Test func databaseIsMissingFreshOrOurs() async throws {
        let server = try await PostgresServer.shared()
        let sample = SampleStack(server: server, database: PostgresServer.uniqueName("live"), stack: "s")
        #expect(try await sample.store.inspect() == .missing)
        try await sample.store.claim(replacing: false)
        #expect(try await sample.store.inspect() == .ours(seed: nil))

        let fresh = try await SampleStack.fresh()
        #expect(try await fresh.store.inspect() == .fresh)
        // Tables of an extension are nobody's data.
        try await fresh.run("CREATE EXTENSION pg_stat_statements")
        #expect(try await fresh.store.inspect() == .fresh)
        try await fresh.store.claim(replacing: false)
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
        let error = await #expect(throws: SeedingError.self) { try await other.store.claim(replacing: true) }
        #expect(error?.code == .notOurs)
        #expect(try await sample.store.inspect() == .ours(seed: SampleStack.hash))
    }

    @Test func databaseOfSomebodyElseIsTakenOnlyWhenAskedTo() async throws {
        let sample = try await SampleStack.fresh()
        try await sample.run("CREATE TABLE theirs (n int)")
        let error = await #expect(throws: SeedingError.self) { try await sample.store.claim(replacing: false) }
        #expect(error?.code == .notOurs)
        try await sample.store.claim(replacing: true)
        #expect(try await sample.store.inspect() == .ours(seed: nil))
    }

    @Test func nothingThatWritesTouchesAnUnmarkedDatabase() async throws {
        let sample = try await SampleStack.fresh()
        let (store, hash) = (sample.store, SampleStack.hash)
        try await store.buildTemplate(hash, fill: SampleRows.fill)
        try await sample.run("CREATE TABLE theirs AS SELECT generate_series(1, 100) n")
        let identity = "SELECT format('%s %s', oid, datallowconn) FROM pg_database WHERE datname = current_database()"
        let before = try await sample.value(identity)
        let writes: [@Sendable () async throws -> Void] = [
            { try await store.reset(to: hash) },
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
        let error = await #expect(throws: SeedingError.self) { try await store.claim(replacing: true) }
        #expect(error?.code == .notOurs)
        #expect(error?.message.contains("192.0.2.1") == true)
    }
}
