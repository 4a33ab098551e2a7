import Diagnostics
import Testing

@testable import Seeding

/// Rules and what lies ahead, sequences, and tables of other schemas: loaded into a real PostgreSQL.
@Suite(.enabled(if: PostgresServer.isWanted)) struct SeedRulesTests {
    private static let oak = SeedFolder.id(1, 1, 1)

    private func failure(_ spoil: (SeedFolder) throws -> Void) async throws -> SeedingError? {
        let folder = try SeedFolder()
        try spoil(folder)
        do { await (try LoadedSeed(folder)).end() } catch let error as SeedingError { return error }
        return nil
    }

    // MARK: Rules

    private func withRule(_ sql: String, _ more: String = "") throws -> SeedFolder {
        let folder = try SeedFolder()
        try folder.write("rules/1.sql", sql)
        try folder.change("seeds.yaml", "checks: checks", "rules: rules\nchecks: checks\(more)")
        return folder
    }

    @Test func rulesRunAfterTheRowsAndBeforeTheChecks() async throws {
        let folder = try withRule(
            "UPDATE clients SET name = current_setting('cpadev.as_of') || ' ' || current_setting('cpadev.moved_days')",
            "\nmoved_by: years"
        )
        try folder.write("checks/names.sql", "SELECT name FROM clients WHERE name <> '2028-03-15 728'")
        let loaded = try await LoadedSeed(folder, asOf: "2028-03-15")
        #expect(try await loaded.value("SELECT DISTINCT name FROM clients") == "2028-03-15 728")
        await loaded.end()
    }

    @Test func rulesCountForTheHash() throws {
        let folder = try withRule("SELECT 1")
        let hash = try folder.read().hash
        try folder.write("rules/1.sql", "SELECT 2")
        #expect(try folder.read().hash != hash)
    }

    @Test func ruleThatFailsIsNamedAtItsPlace() async throws {
        let folder = try withRule("SELECT 1;\nUPDATE clients SET nme = ''")
        let error = await #expect(throws: SeedingError.self) { await (try LoadedSeed(folder)).end() }
        #expect(error?.places == ["seeds/rules/1.sql:2:20 bad-rule"])
    }

    @Test(arguments: ["COMMIT; SELECT 1 WHERE false", "COMMIT; BEGIN; SELECT 1 WHERE false", "ROLLBACK"])
    func scriptThatEndsTheTransactionIsNamed(sql: String) async throws {
        let folder = try withRule(sql)
        var error = await #expect(throws: SeedingError.self) { await (try LoadedSeed(folder)).end() }
        #expect(error?.places == ["seeds/rules/1.sql:1:1 ends-transaction"])
        error = try await failure { try $0.write("checks/ends.sql", sql) }
        #expect(error?.places == ["seeds/checks/ends.sql:1:1 ends-transaction"])
    }

    @Test(arguments: ["DELETE FROM clients", "CREATE TABLE evil (n int)", "SELECT 1 WHERE false; DELETE FROM clients"])
    func aCheckThatWritesIsRefused(sql: String) async throws {
        let error = try await failure { try $0.write("checks/writes.sql", sql) }
        #expect(error?.places.allSatisfy { $0.hasSuffix("bad-check") } == true)
        #expect(error?.message.contains("read-only") == true || error?.places.isEmpty == false)
    }

    @Test func scriptWithAByteOrderMarkIsNamed() throws {
        let folder = try SeedFolder()
        try folder.write("migrations/0003_tags.sql", [0xEF, 0xBB, 0xBF] + Array("SELECT 1".utf8))
        #expect(folder.problems() == ["seeds/migrations/0003_tags.sql:1:1 byte-order-mark"])
    }

    @Test func rowsThatLieAheadAreLeftOut() async throws {
        let folder = try SeedFolder()
        try folder.change("seeds.yaml", "checks: checks", "past_only: { clients: since }\nchecks: checks")
        try folder.remove("firms/oak/documents.csv")
        try folder.remove("firms/elm/documents.csv")
        try folder.change("seeds.yaml", "  documents: { ids: [id, client_id] }\n", "")
        let later = "\(SeedFolder.id(1, 4, 9)),\(Self.oak),C-9,Cy,individual,2026-03-16T00:00:00Z"
        try folder.append("firms/oak/clients.csv", later)
        let loaded = try await LoadedSeed(folder)
        #expect(
            try await loaded.value("SELECT string_agg(DISTINCT number, ' ' ORDER BY number) FROM clients") == "C-1 C-2"
        )
        await loaded.end()
    }

    @Test func columnOfTheFutureThatIsNoneIsNamed() async throws {
        let error = try await failure {
            try $0.change("seeds.yaml", "checks: checks", "past_only: { clients: sinse }\nchecks: checks")
        }
        #expect(error?.places == ["seeds/seeds.yaml:3:23 unknown-column"])
        #expect(error?.diagnostics.first?.hint == "did you mean 'since'?")
    }

    // MARK: Sequences

    /// The next value that a column takes by itself in a table whose rows have the ids 1, 2 and 9.
    private func next(_ column: String, before: String = "") async throws -> String? {
        let folder = try SeedFolder()
        try folder.write("migrations/0003_tags.sql", "\(before);\nCREATE TABLE tags (id \(column), name text)")
        try folder.write("firms/oak/tags.csv", "id,name\n1,a\n9,b\n2,c\n")
        let loaded = try await LoadedSeed(folder)
        let next = try await loaded.value("INSERT INTO tags (name) VALUES ('d') RETURNING id::text")
        await loaded.end()
        return next
    }

    @Test(arguments: [
        ("bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", "", "10"),
        ("smallserial PRIMARY KEY", "", "10"),
        ("numeric DEFAULT nextval('shared')", "CREATE SEQUENCE shared", "10"),
        ("integer DEFAULT nextval('app.numbers') + 0", "CREATE SCHEMA app; CREATE SEQUENCE app.numbers", "10"),
        ("text DEFAULT 'T-' || nextval('shared')", "CREATE SEQUENCE shared", "T-10"),
        ("integer GENERATED BY DEFAULT AS IDENTITY (INCREMENT 4)", "", "13"),
        ("integer GENERATED BY DEFAULT AS IDENTITY (START 1000)", "", "1000"),
        ("integer GENERATED BY DEFAULT AS IDENTITY (INCREMENT -1 START -1)", "", "-1"),
        ("integer GENERATED BY DEFAULT AS IDENTITY (INCREMENT -1 START 100 MINVALUE -50 MAXVALUE 100)", "", "0"),
    ])
    func nextIDIsFree(column: String, before: String, expected: String) async throws {
        #expect(try await next(column, before: before) == expected)
    }

    @Test func identityThatAlwaysIsOneGoesOnBehindTheRows() async throws {
        let folder = try SeedFolder()
        try folder.write(
            "migrations/0003_tags.sql",
            "CREATE TABLE tags (id int GENERATED ALWAYS AS IDENTITY, name text)"
        )
        try folder.write("firms/oak/tags.csv", "id,name\n1,a\n2,b\n")
        let loaded = try await LoadedSeed(folder)
        #expect(try await loaded.value("INSERT INTO tags (name) VALUES ('c') RETURNING id::text") == "3")
        await loaded.end()
    }

    // MARK: Other schemas

    @Test func tableOfAnotherSchemaIsLoadedAndCounted() async throws {
        let folder = try SeedFolder()
        let schema = """
            CREATE SCHEMA app; CREATE TABLE app."my tags" (id int PRIMARY KEY, firm_id uuid NOT NULL REFERENCES firms)
            """
        try folder.write("migrations/0003_tags.sql", schema)
        try folder.write("firms/oak/app.my tags.csv", "id,firm_id\n1,\(Self.oak)\n2,\(Self.oak)\n")
        let loaded = try await LoadedSeed(folder)
        #expect(try await loaded.value("SELECT count(*) FROM app.\"my tags\"") == "2")
        let directory = "\(folder.path)/plan"
        let plan = try await loaded.set.writePlan(from: loaded.link, to: directory)
        let counts = plan.firms.map { $0.count(in: .postgres) }
        #expect(counts.count == 2 && counts[0] == counts[1] + 2)
        await loaded.end()
    }

    @Test func firmsMayStandInAnotherSchema() async throws {
        let folder = try SeedFolder()
        try folder.write("migrations/0003_move.sql", "CREATE SCHEMA app; ALTER TABLE firms SET SCHEMA app;")
        try folder.change("seeds.yaml", "table: firms", "table: app.firms")
        for firm in ["oak", "elm"] {
            try folder.write("firms/\(firm)/app.firms.csv", folder.text("firms/\(firm)/firms.csv"))
            try folder.remove("firms/\(firm)/firms.csv")
        }
        for query in ["redis.sql", "clients.sql", "workflows.sql"] {
            try folder.write(query, folder.text(query).replacing("firms", with: "app.firms"))
        }
        let loaded = try await LoadedSeed(folder)
        let plan = try await loaded.set.writePlan(from: loaded.link, to: "\(folder.path)/plan")
        #expect(plan.firms.map(\.slug) == ["oak", "elm"])
        await loaded.end()
    }

    // MARK: Names of the manifest, roles

    @Test func columnByWhichNothingBelongsToAFirmIsNamed() async throws {
        let error = try await failure { try $0.change("seeds.yaml", "column: firm_id", "column: firm_od") }
        #expect(error?.places == ["seeds/seeds.yaml:4:33 unknown-column"])
        #expect(error?.diagnostics.first?.hint == "did you mean 'firm_id'?")
    }

    @Test func tableOfFirmsThatNoFirmHasIsOneProblem() throws {
        let folder = try SeedFolder()
        try folder.change("seeds.yaml", "table: firms", "table: firmz")
        #expect(folder.problems() == ["seeds/seeds.yaml:4:18 missing-firm"])
    }

    @Test func roleThatIsThereAlreadyIsExplained() async throws {
        let server = try await PostgresServer.shared()
        let role = PostgresServer.uniqueName("role")
        try await server.run("CREATE ROLE \(role)")
        let error = try await failure { try $0.write("migrations/0003_role.sql", "CREATE ROLE \(role)") }
        #expect(
            error?.diagnostics.first?.hint?.hasPrefix("roles belong to the server and outlive each database") == true
        )
        try await server.run("DROP ROLE \(role)")
    }
}
