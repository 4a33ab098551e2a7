import ControlAPI
import Testing

@testable import Seeding

/// What the comparison of the whole database with its template sees.
@Suite(.enabled(if: PostgresServer.isWanted)) struct DatabaseDriftTests {
    private static let hash = SampleStack.hash

    /// A seeded stack with objects of every kind, and the name of a role of its own.
    private static func seeded() async throws -> (sample: SampleStack, role: String) {
        let sample = try await SampleStack.fresh()
        let role = PostgresServer.uniqueName("role")
        try await sample.store.claim()
        try await sample.store.buildTemplate(hash) { link in
            try await SampleRows.fill(link)
            try await link.runScript(SchemaWork.objects(role))
        }
        try await sample.store.reset(to: hash)
        return (sample, role)
    }

    private static func words(_ drift: DatabaseDrift) -> String {
        DriftSummary(changes: drift.changes, firms: []).phrases.joined(separator: ", ")
    }

    @Test func eachWorkOnTheSchemaIsNamedAndItsUndoingIsNoDrift() async throws {
        let (sample, role) = try await Self.seeded()
        #expect(try await sample.store.drift() == .none)
        for work in SchemaWork.all {
            func run(_ statement: String) async {
                let statement = statement.split(separator: "$role", omittingEmptySubsequences: false).joined(
                    separator: role
                )
                do { try await sample.run(statement) } catch { Issue.record("\(statement): \(error)") }
            }
            await run(work.statement)
            let drift = try await sample.store.drift()
            let name = work.name.split(separator: "$role", omittingEmptySubsequences: false).joined(separator: role)
            #expect(!drift.isNone && Self.words(drift).contains(name), "\(work.statement): \(Self.words(drift))")
            await run(work.undo)
            let undone = try await sample.store.drift()
            #expect(undone == .none, "\(work.undo): \(Self.words(undone)) \(undone.firms)")
        }
    }

    @Test func ownTablesAreCountedAndLargeOnesAreEstimated() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("CREATE TABLE small AS SELECT generate_series(1, 1002) AS n")
        try await sample.run("CREATE TABLE large AS SELECT repeat('x', 200) AS t FROM generate_series(1, 100000)")
        try await sample.run("CREATE TABLE parted (n int) PARTITION BY RANGE (n)")
        try await sample.run("CREATE TABLE parted_1 PARTITION OF parted DEFAULT; INSERT INTO parted VALUES (1), (2)")
        try await sample.run("CREATE MATERIALIZED VIEW seen AS SELECT * FROM small LIMIT 3; ANALYZE")
        let drift = try await sample.store.drift()
        let expected: [DatabaseChange] = [
            .init(.table, "large", .added, rows: .init(100_000, isEstimate: true)),
            .init(.table, "parted", .added, rows: .init(2)),
            .init(.table, "small", .added, rows: .init(1002)),
            .init(.materializedView, "seen", .added, rows: .init(3)),
        ]
        #expect(drift == DatabaseDrift(changes: expected))
    }

    @Test func nothingOfALargeOwnTableIsRead() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("CREATE TABLE large AS SELECT repeat('x', 200) AS t FROM generate_series(1, 100000)")
        let reads = "SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_user_tables WHERE relname = 'large'"
        _ = try await sample.store.drift()
        try await sample.run("SELECT pg_stat_force_next_flush()")
        #expect(try await sample.value(reads) == "0")
    }

    @Test func whatGoesWithADroppedOrAddedTableIsNotListed() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run(
            "CREATE TABLE mine (id serial PRIMARY KEY, t text UNIQUE NOT NULL); GRANT SELECT ON mine TO PUBLIC"
        )
        try await sample.run("COMMENT ON COLUMN mine.t IS 'x'; DROP TABLE notes")
        let drift = try await sample.store.drift()
        #expect(
            drift.changes == [
                .init(.table, "mine", .added, rows: .init(0)), .init(.table, "notes", .dropped),
            ]
        )
        #expect(drift.firms[SampleRows.a] == Drift(removed: 4))
    }

    @Test func searchPathOfDatabaseOrRoleIsNoDrift() async throws {
        let (sample, _) = try await Self.seeded()
        try await sample.server.run("ALTER DATABASE \(sample.database) SET search_path = app, pg_catalog")
        try await sample.server.run("ALTER DATABASE \(sample.database) SET quote_all_identifiers = on")
        #expect(try await sample.store.drift() == .none)
    }

    @Test func tableOfMigrationToolsIsNoDriftAndOtherTablesAre() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY)")
        #expect(try await sample.store.drift() == .none)
        try await sample.run("CREATE TABLE flyway_schema_history (version text)")
        #expect(try await sample.store.drift().changes.map(\.name) == ["flyway_schema_history"])
    }

    @Test func databaseThatAnEarlierVersionSeededIsNotKnownToBeAsSeeded() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("DROP TABLE cpadev_seed.objects, cpadev_seed.roles, cpadev_seed.firms")
        try await sample.run("ALTER TABLE cpadev_seed.tables DROP COLUMN shape; CREATE TABLE mine (n int)")
        try await sample.run("DELETE FROM invoices WHERE firm_id = '\(SampleRows.a)'")
        let drift = try await sample.store.drift()
        #expect(drift.notCompared?.contains("earlier version") == true && !drift.isNone)
        #expect(drift.firms == [SampleRows.a: Drift(removed: SampleRows.clientsOfEach)])
        #expect(drift.changes == [.init(.table, "mine", .added, rows: .init(0))])
    }
}
