import ControlAPI
import Testing

@testable import Seeding

/// Locks are waited for with a limit, and their holders are named.
@Suite(.enabled(if: PostgresServer.isWanted)) struct LockHolderTests {
    @Test(arguments: ["ALTER TABLE clients ADD foo int", "LOCK TABLE clients", "TRUNCATE notes", "DROP VIEW seen"])
    func measuringNamesWhoHoldsTheLock(statement: String) async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("CREATE VIEW seen AS SELECT 1 AS n")
        let holder = try await sample.server.open(sample.database)
        try await holder.runScript("SET application_name = 'my\u{1B}[31mtool'; BEGIN; \(statement)")
        let error = await #expect(throws: SeedingError.self) { try await sample.store.drift() }
        #expect(error?.code == .busy)
        let message = error?.message ?? ""
        for words in ["pid \(holder.backend)", "user cpadev", "idle in transaction", statement] {
            #expect(message.contains(words), "\(message)")
        }
        #expect(!message.contains("\u{1B}"))
        #expect(error?.remedy?.contains("pg_terminate_backend(\(holder.backend))") == true)
        await holder.close()
    }

    @Test func snapshotNamesWhoLocksCpadevsOwnTable() async throws {
        let sample = try await SampleStack.seeded()
        let holder = try await sample.server.open(sample.database)
        try await holder.runScript("BEGIN; LOCK TABLE cpadev_seed.roles")
        let error = await #expect(throws: SeedingError.self) { try await sample.store.saveSnapshot("one") }
        #expect(error?.code == .busy && error?.message.contains("pid \(holder.backend)") == true, "\(error as Any)")
        await holder.close()
        try await sample.store.saveSnapshot("one")
    }

    /// Such as those of statements that are cancelled; a seed's own statements are logged.
    @Test func errorsOfCpadevsSessionsStayOutOfTheServersLog() async throws {
        let sample = try await SampleStack.seeded()
        for (logsErrors, expected) in [(false, "log"), (true, "warning")] {
            let link = try await sample.store.open(sample.database, logsErrors: logsErrors)
            #expect(try await link.run("SHOW log_min_messages").value == expected)
            await link.close()
        }
        let level = try await sample.store.looking { try await $0.link.run("SHOW log_min_messages").value }
        #expect(level == "log")
    }

    @Test func resetNamesWhoHasChangedTheDatabasesEntry() async throws {
        let sample = try await SampleStack.seeded()
        let holder = try await sample.server.open()
        try await holder.runScript("BEGIN; GRANT CONNECT ON DATABASE \(sample.database) TO PUBLIC")
        let error = await #expect(throws: SeedingError.self) { try await sample.store.reset(to: SampleStack.hash) }
        #expect(error?.code == .busy && error?.message.contains("pid \(holder.backend)") == true, "\(error as Any)")
        await holder.close()
        try await sample.store.reset(to: SampleStack.hash)
    }

    @Test func settingsOfTheUserDoNotReachCpadevsSessions() async throws {
        let sample = try await SampleStack.seeded()
        let (user, other) = (PostgresServer.uniqueName("user"), PostgresServer.uniqueName("role"))
        try await sample.server.run(
            """
            CREATE ROLE \(user) SUPERUSER LOGIN; CREATE ROLE \(other);
            ALTER ROLE \(user) SET role = \(other); ALTER ROLE \(user) SET standard_conforming_strings = off;
            ALTER ROLE \(user) SET idle_session_timeout = '1s'
            """
        )
        var endpoint = sample.server.endpoint(sample.database)
        endpoint.user = user
        let store = PostgresStore(endpoint: endpoint, stack: sample.stack, firms: SampleRows.firms)
        let link = try await store.open(sample.database)
        let settings = "SHOW role; SHOW standard_conforming_strings; SHOW idle_session_timeout"
        for (name, value) in zip(settings.split(separator: "; "), ["none", "on", "0"]) {
            #expect(try await link.run(String(name)).value == value)
        }
        await link.close()
        try await store.reset(to: SampleStack.hash)
        #expect(try await store.drift() == .none)
    }

    @Test func passwordInAHoldersStatementIsNotShown() async throws {
        let sample = try await SampleStack.seeded()
        let role = PostgresServer.uniqueName("role")
        let holder = try await sample.server.open(sample.database)
        try await holder.runScript("BEGIN; LOCK TABLE clients; CREATE ROLE \(role) PASSWORD 'sesame'")
        let error = await #expect(throws: SeedingError.self) { try await sample.store.drift() }
        #expect(error?.message.contains("sesame") == false)
        #expect(error?.message.contains("the table 'clients' is locked by pid") == true)
        await holder.close()
    }

    @Test func sessionsOfADatabaseAreNamed() async throws {
        let sample = try await SampleStack.seeded()
        let holder = try await sample.server.open(sample.database)
        let found = try await sample.store.looking { try await LockHolder.inDatabase(sample.database, $0.link) }
        #expect(found.map(\.pid) == [Int(holder.backend)])
        await holder.close()
    }
}
