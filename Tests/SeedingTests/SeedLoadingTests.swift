import Diagnostics
import Foundation
import Synchronization
import Testing

@testable import Seeding

/// Loads seeds into a real PostgreSQL.
@Suite(.enabled(if: PostgresServer.isWanted)) struct SeedLoadingTests {
    // MARK: What is loaded

    /// Late in the year that the files tell, nothing lies ahead of most tables.
    @Test func rowsOfTheRepositoryAreAllThere() async throws {
        let path = SeedSetTests.repository
        let set = try SeedSet.read(path: path, displayPath: "seeds/seeds.yaml", asOf: "2026-12-31")
        let loaded = try await LoadedSeed(set)
        for table in ["firms", "roles", "users", "user_roles", "clients", "documents"] {
            let records = try set.tables.filter { $0.table == table }.map { try LoadedSeed.records(of: $0) }
            #expect(try await loaded.value("SELECT count(*) FROM \(table)") == "\(records.reduce(0, +))", "\(table)")
        }
        await loaded.end()
    }

    @Test func textsComeThroughAsTheyAre() async throws {
        let loaded = try await LoadedSeed(SeedFolder())
        let name = try await loaded.value("SELECT name FROM clients WHERE number = 'C-2' LIMIT 1")
        #expect(name == "Bo \"the tax\" Li,\nand sons")
        #expect(try await loaded.value("SELECT DISTINCT fee FROM clients") == "100")
        await loaded.end()
    }

    @Test(arguments: [
        "-- no-transaction\nDROP DATABASE %", "-- no-transaction\nALTER DATABASE % SET work_mem TO '1MB'",
        "-- no-transaction\ndrop database if exists \"%\" with (force)",
        "ALTER DATABASE % CONNECTION LIMIT 7; COMMIT; SELECT 1",
    ])
    func whatCouldNotBeRolledBackIsRefusedBeforeItRuns(text: String) async throws {
        let folder = try SeedFolder()
        let server = try await PostgresServer.shared()
        let (live, built) = (PostgresServer.uniqueName("live"), PostgresServer.uniqueName("built"))
        for name in [live, built] { try await server.run("CREATE DATABASE \(name)") }
        try folder.write("migrations/0003_x.sql", text.split(separator: "%").joined(separator: live))
        let set = try folder.read()
        let link = try await server.open(built)
        await #expect(throws: SeedingError.self) { try await set.load(into: link, beside: live, scans: [:]) { _ in } }
        let state = try await LiveDatabase(link: link, name: live).state()
        #expect(state?.contains(" -1 ") == true && state?.contains("work_mem") == false, "\(state ?? "gone")")
        await link.close()
        for name in [live, built] { try await server.run("DROP DATABASE \(name)") }
    }

    @Test(arguments: [("migrations/0003_x.sql", "bad-migration"), ("rules/1.sql", "bad-rule")])
    func fileThatNamesTheStacksDatabaseIsRefused(file: String, code: String) async throws {
        let folder = try SeedFolder()
        try folder.change("seeds.yaml", "checks: checks", "rules: rules\nchecks: checks")
        try folder.write("rules/0.sql", "SELECT 1")
        let server = try await PostgresServer.shared()
        let (live, built) = (PostgresServer.uniqueName("live"), PostgresServer.uniqueName("built"))
        for name in [live, built] { try await server.run("CREATE DATABASE \(name)") }
        try folder.write(file, "SELECT 1;\nALTER DATABASE \"\(live)\" SET work_mem TO '1MB';\n")
        let set = try folder.read()
        let link = try await server.open(built)
        let error = await #expect(throws: SeedingError.self) {
            try await set.load(into: link, beside: live, scans: [:]) { _ in }
        }
        #expect(error?.places == ["seeds/\(file):2:17 \(code)"])
        #expect(error?.diagnostics.first?.hint?.contains("current_database()") == true)
        await link.close()
        let settings = """
            SELECT setconfig FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase AND datname = '\(live)'
            """
        #expect(try await server.run(settings).value == nil)
        for name in [live, built] { try await server.run("DROP DATABASE \(name)") }
    }

    /// A migration runs psql, so that its change is another session's.
    @Test func whatAnotherSessionChangesOfTheStacksDatabaseIsNoProblemOfAFile() async throws {
        let folder = try SeedFolder()
        let server = try await PostgresServer.shared()
        let (live, built) = (PostgresServer.uniqueName("live"), PostgresServer.uniqueName("built"))
        for name in [live, built] { try await server.run("CREATE DATABASE \(name)") }
        let psql = "\(server.programs)/psql -Xq -h 127.0.0.1 -p \(server.port) -U \(PostgresServer.user) -d postgres"
        let change = "ALTER DATABASE \(live) CONNECTION LIMIT 7"
        try folder.write("migrations/0003_x.sql", "COPY (SELECT 1) TO PROGRAM '\(psql) -c \"\(change)\"';\n")
        let set = try folder.read()
        let link = try await server.open(built)
        try await set.load(into: link, beside: live, scans: [:]) { _ in }
        #expect(try await LiveDatabase(link: link, name: live).state()?.contains(" 7 ") == true)
        await link.close()
        for name in [live, built] { try await server.run("DROP DATABASE \(name)") }
    }

    @Test func cancelledLoadIsNoErrorInAMigration() async throws {
        let folder = try SeedFolder()
        let server = try await PostgresServer.shared()
        let built = PostgresServer.uniqueName("built")
        try await server.run("CREATE DATABASE \(built)")
        try folder.write("migrations/0003_x.sql", "SELECT pg_sleep(600);")
        let set = try folder.read()
        let link = try await server.open(built)
        let load = Task { try await set.load(into: link, scans: [:]) { _ in } }
        let isRunning = "SELECT FROM pg_stat_activity WHERE datname = '\(built)' AND wait_event = 'PgSleep'"
        while try await server.run(isRunning).rows.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        load.cancel()
        await #expect(throws: CancellationError.self) { _ = try await load.value }
        await link.close()
        try await server.run("DROP DATABASE \(built) WITH (FORCE)")
    }

    /// Otherwise a check over millions of rows may take minutes, and nobody would see which one.
    @Test func checksRunOnAnalyzedTablesAndAreNamedMeanwhile() async throws {
        let folder = try SeedFolder()
        let isAnalyzed = "SELECT FROM pg_class WHERE oid = 'clients'::regclass AND reltuples > 0"
        try folder.write("checks/z.sql", "SELECT 'clients' WHERE NOT EXISTS (\(isAnalyzed))")
        let server = try await PostgresServer.shared()
        let built = PostgresServer.uniqueName("built")
        try await server.run("CREATE DATABASE \(built)")
        let link = try await server.open(built)
        let seen = Mutex<[String]>([])
        let set = try folder.read()
        try await set.load(
            into: link,
            scans: [:],
            activity: { words in seen.withLock { $0.append(words) } },
            progress: { _ in }
        )
        #expect(seen.withLock { $0.first } == "analyzing the tables")
        #expect(seen.withLock { $0.last } == "running the check z.sql")
        await link.close()
        try await server.run("DROP DATABASE \(built) WITH (FORCE)")
    }

    @Test func documentsAreComputed() async throws {
        let folder = try SeedFolder()
        let oak = try #require(folder.read().documents.first)
        let loaded = try await LoadedSeed(folder, scans: [oak.sha256: "infected"])
        let rows = try await loaded.rows(
            "SELECT object_key, sha256, byte_size::text, scan_state FROM documents ORDER BY object_key DESC"
        )
        let id = SeedFolder.id(1, 8, 1)
        #expect(rows.first == ["oak/documents/\(id)/w-2.txt", oak.sha256, "13", "infected"])
        #expect(rows.last?[3] == "pending")
        await loaded.end()
    }

    @Test func anotherDayMovesEveryDate() async throws {
        let loaded = try await LoadedSeed(SeedFolder(), asOf: "2026-03-26")
        #expect(try await loaded.value("SELECT DISTINCT opened::text FROM firms") == "2020-03-10")
        let since = try await loaded.rows("SELECT DISTINCT since::text FROM clients ORDER BY 1")
        #expect(since == [["2025-12-11 00:00:00+00"], ["2026-02-10 10:00:00+00"]])
        await loaded.end()
    }

    @Test func scaleCopiesClientsAndWhatHangsOnThem() async throws {
        let loaded = try await LoadedSeed(SeedFolder(), scale: 12)
        #expect(try await loaded.value("SELECT count(*) FROM firms") == "2")
        #expect(try await loaded.value("SELECT count(*) FROM clients") == "48")
        #expect(try await loaded.value("SELECT count(DISTINCT object_key) FROM documents") == "24")
        let copy = SeedFolder.id(1, 4, 1, copy: 11)
        #expect(try await loaded.value("SELECT number FROM clients WHERE id = '\(copy)'") == "C-1-11")
        #expect(try await loaded.value("SELECT count(*) FROM documents WHERE client_id = '\(copy)'") == "1")
        await loaded.end()
    }

    @Test func progressEndsWithAllRowsOfAFirm() async throws {
        let seen = Mutex<[LoadProgress]>([])
        let loaded = try await LoadedSeed(SeedFolder(), scale: 3) { progress in seen.withLock { $0.append(progress) } }
        let oak = seen.withLock { $0.filter { $0.firm == "oak" } }
        #expect(oak.map(\.done) == [1, 3, 5, 7, 8, 9, 10])
        #expect(oak.map(\.table).suffix(3) == ["documents", "documents", "documents"])
        #expect(oak.allSatisfy { $0.total == 10 })
        await loaded.end()
    }

    // MARK: Migrations

    @Test func migrationsAreRecordedAsSqlxDoes() async throws {
        let folder = try SeedFolder()
        let loaded = try await LoadedSeed(folder)
        let rows = try await loaded.rows(
            """
            SELECT version::text, description, success::text, (checksum = sha384(convert_to($1, 'UTF8')))::text,
                (execution_time > 0)::text
            FROM _sqlx_migrations WHERE version = 1 OR checksum IS NULL
            UNION ALL SELECT version::text, description, success::text, length(checksum)::text, '' FROM _sqlx_migrations
            WHERE version = 2
            """,
            [folder.text("migrations/0001_firms_and_clients.sql")]
        )
        #expect(rows == [["1", "firms and clients", "true", "true", "true"], ["2", "documents", "true", "48", ""]])
        await loaded.end()
    }

    @Test func migrationMayRunOutsideOfATransaction() async throws {
        let folder = try SeedFolder()
        try folder.write("migrations/0003_index.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY ON clients (name)")
        let loaded = try await LoadedSeed(folder)
        #expect(try await loaded.value("SELECT count(*) FROM _sqlx_migrations") == "3")
        await loaded.end()
    }

    @Test func whatAMigrationSetsForTheSessionIsGone() async throws {
        let folder = try SeedFolder()
        try folder.write("migrations/0003_role.sql", "SET session_replication_role TO replica")
        let loaded = try await LoadedSeed(folder)
        #expect(try await loaded.value("SHOW session_replication_role") == "origin")
        await loaded.end()
    }

    // MARK: What is wrong

    @Test(arguments: SpoiltSeed.all) func badSeedIsNamedAtItsPlace(seed: SpoiltSeed) async throws {
        let folder = try SeedFolder()
        try seed.spoil(folder)
        let server = try await PostgresServer.shared()
        let name = PostgresServer.uniqueName("bad")
        try await server.run("CREATE DATABASE \(name)")
        let link = try await server.open(name)
        do {
            try await folder.read().load(into: link, scans: [:]) { _ in }
            Issue.record("it was taken")
        } catch let error as SeedingError {
            #expect(error.code == .badSeed)
            #expect(error.places == seed.places)
        }
        // The transaction was rolled back: no row stays, where there are tables at all.
        if try await link.run("SELECT to_regclass('clients') IS NOT NULL").value == "t" {
            #expect(try await link.run("SELECT count(*) FROM firms").value == "0")
        }
        await link.close()
        try await server.run("DROP DATABASE \(name)")
        withExtendedLifetime(folder) {}
    }

    @Test func unknownColumnHasTheNearestName() async throws {
        let error = try await failure { try $0.change("firms/oak/clients.csv", ",kind,", ",kin,") }
        #expect(error?.diagnostics.first?.hint == "did you mean 'kind'?")
        #expect(error?.diagnostics.first?.length == 3)
    }

    @Test func migrationThatHidesTheTableOfMigrationsHasARemedy() async throws {
        let error = try await failure { try $0.write("migrations/0003_path.sql", "SET search_path TO app") }
        #expect(error?.diagnostics.first?.hint?.contains("SET search_path TO public") == true)
    }

    @Test func failedCheckShowsTheFirstRows() async throws {
        let error = try await failure {
            try $0.write("checks/kinds.sql", "SELECT number, kind FROM clients ORDER BY 1, 2")
        }
        let message =
            "the check fails: number C-1, kind individual; number C-1, kind individual; "
            + "number C-2, kind business; 4 rows in all"
        #expect(error?.diagnostics.map(\.message) == [message])
    }

    @Test func idsWithoutRoomForANumberCannotBeScaled() async throws {
        let folder = try SeedFolder()
        let id = SeedFolder.id(1, 4, 2)
        try folder.change("firms/oak/clients.csv", id, id.replacing("-8000-8000-", with: "-4c1d-8000-"))
        await (try LoadedSeed(folder)).end()
        do {
            await (try LoadedSeed(folder, scale: 2)).end()
            Issue.record("it was taken")
        } catch let error as SeedingError {
            #expect(error.places == ["seeds/firms/oak/clients.csv:3:1 bad-id"])
        }
    }

    @Test func tablesThatPointAtEachOtherAreNamed() async throws {
        let error = try await failure { folder in
            try folder.write(
                "migrations/0003_main.sql",
                "ALTER TABLE firms ADD main uuid NOT NULL REFERENCES clients (id)"
            )
            for (number, slug) in [(1, "oak"), (2, "elm")] {
                let (firm, client) = (SeedFolder.id(number, 1, 1), SeedFolder.id(number, 4, 1))
                try folder.write("firms/\(slug)/firms.csv", "id,slug,name,main\n\(firm),\(slug),A,\(client)\n")
            }
        }
        #expect(error?.diagnostics.first?.hint?.hasPrefix("clients, firms reference each other") == true)
    }

    private func failure(_ spoil: (SeedFolder) throws -> Void) async throws -> SeedingError? {
        let folder = try SeedFolder()
        try spoil(folder)
        do { await (try LoadedSeed(folder)).end() } catch let error as SeedingError { return error }
        return nil
    }
}
