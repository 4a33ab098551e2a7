import TestSupport
import Testing

@testable import Seeding

/// A database that is not the stack's can be read and nothing else.
@Suite(.enabled(if: PostgresServer.isWanted)) struct ReadOnlyDatabaseTests {
    /// A database with a table and a role of its own. Roles and databases stay until the server ends.
    private struct Target {
        let server: PostgresServer
        let database = PostgresServer.uniqueName("remote")
        let role = PostgresServer.uniqueName("reader")
        let folder: TemporaryFolder

        init() async throws {
            server = try await PostgresServer.shared()
            folder = try TemporaryFolder()
            try await server.run("CREATE DATABASE \(database)")
            try await server.run("CREATE ROLE \(role) LOGIN PASSWORD 'hunter2'")
            try await run("CREATE TABLE firms (id int); INSERT INTO firms VALUES (1); CREATE SEQUENCE numbers")
            try await run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role)")
        }

        func run(_ statement: String) async throws { try await server.run(statement, in: database) }

        var url: DatabaseURL {
            get throws {
                try DatabaseURL(parsing: "postgres://\(role):hunter2@127.0.0.1:\(server.port)/\(database)")
            }
        }

        func inspect() async throws(SeedingError) -> DatabaseInspection {
            let url: DatabaseURL
            do { url = try self.url } catch { throw SeedingError(.refused, "\(error)") }
            return try await DatabaseInspection.run(
                url,
                comparingWith: folder.path,
                refusesWriters: true,
                until: .now + .seconds(10)
            )
        }

        /// Applies a migration and writes its file.
        func migrate(_ name: String, _ text: String, recorded: String? = nil) async throws {
            try folder.write(text, to: name)
            let file = SQLFile(name: name, display: name, text: recorded ?? text)
            let link = try await server.open(database)
            try await Migrator(link, beside: LiveDatabase(link: link, name: nil)).run([file])
            await link.close()
        }
    }

    @Test func roleThatOnlyReadsIsAccepted() async throws {
        let target = try await Target()
        let inspection = try await target.inspect()
        #expect(inspection.role == target.role && inspection.database == target.database)
        #expect(inspection.migrations == nil)
    }

    @Test func theSessionItselfCannotWrite() async throws {
        let target = try await Target()
        try await target.run("GRANT INSERT ON firms TO \(target.role)")
        let session = try await ReadOnlySession.open(
            try target.url,
            refusesWriters: false,
            until: .now + .seconds(10)
        )
        let failure = await #expect(throws: PostgresFailure.self) {
            try await session.link.run("INSERT INTO public.firms VALUES (2)")
        }
        #expect(failure?.sqlState == "25006")
        // The setting outlives the transaction.
        try await session.link.runScript("ROLLBACK")
        await #expect(throws: PostgresFailure.self) {
            try await session.link.run("INSERT INTO public.firms VALUES (2)")
        }
        await session.close()
    }

    @Test(
        arguments: [
            ("GRANT INSERT ON firms TO ROLE", "INSERT on public.firms"),
            ("GRANT UPDATE (id) ON firms TO ROLE", "UPDATE on public.firms"),
            ("GRANT DELETE, TRUNCATE ON firms TO ROLE", "DELETE/TRUNCATE on public.firms"),
            ("GRANT INSERT ON firms TO PUBLIC", "INSERT on public.firms"),
            ("ALTER TABLE firms OWNER TO ROLE", "ownership of public.firms"),
            ("GRANT UPDATE ON SEQUENCE numbers TO ROLE", "UPDATE on sequence public.numbers"),
            ("GRANT CREATE ON SCHEMA public TO ROLE", "CREATE on schema public"),
            ("CREATE SCHEMA own AUTHORIZATION ROLE", "ownership of schema own"),
            ("GRANT CREATE ON DATABASE DATABASENAME TO ROLE", "CREATE on database DATABASENAME"),
            ("ALTER DATABASE DATABASENAME OWNER TO ROLE", "ownership of database DATABASENAME"),
            ("ALTER ROLE ROLE SUPERUSER", "SUPERUSER"), ("ALTER ROLE ROLE CREATEROLE", "CREATEROLE"),
            ("GRANT pg_write_all_data TO ROLE", "can write to 'DATABASENAME': membership in pg_write_all_data"),
            (
                "CREATE ROLE via_ROLE; ALTER ROLE ROLE NOINHERIT; GRANT via_ROLE TO ROLE; GRANT INSERT ON firms TO via_ROLE",
                "INSERT on public.firms as via_ROLE"
            ),
        ]
    )
    func roleThatCanWriteIsRefused(_ grant: String, _ privilege: String) async throws {
        let target = try await Target()
        func named(_ text: String) -> String {
            text.replacing("DATABASENAME", with: target.database).replacing(" ROLE ROLE", with: " ROLE \(target.role)")
                .replacing("via_ROLE", with: "via_\(target.role)").replacing(" TO ROLE", with: " TO \(target.role)")
                .replacing("AUTHORIZATION ROLE", with: "AUTHORIZATION \(target.role)")
        }
        try await target.run(named(grant))
        let error = await #expect(throws: SeedingError.self) { try await target.inspect() }
        #expect(error?.code == .refused)
        let message = error?.message ?? ""
        #expect(message.contains(named(privilege)) && message.contains("can write"), "\(message)")
        #expect(error?.remedy?.contains("CREATE ROLE cpadev_reader") == true)
        try await target.run("ALTER ROLE \(target.role) NOSUPERUSER NOCREATEROLE")
    }

    @Test func theProposedRoleIsAccepted() async throws {
        let target = try await Target()
        let reader = PostgresServer.uniqueName("proposed")
        let proposed = WritePrivileges.readOnlyRole(in: target.database)
        try await target.run(proposed.replacing("cpadev_reader", with: reader).replacing("'…'", with: "'x'"))
        let url = try DatabaseURL(parsing: "postgres://\(reader):x@127.0.0.1:\(target.server.port)/\(target.database)")
        let inspection = try await DatabaseInspection.run(
            url,
            comparingWith: nil,
            refusesWriters: true,
            until: .now + .seconds(10)
        )
        #expect(inspection.role == reader)
    }

    @Test func migrationsAreComparedByChecksum() async throws {
        let target = try await Target()
        try await target.migrate("0001_first.sql", "CREATE TABLE a ();")
        try await target.migrate("0002_second.sql", "CREATE TABLE b (); -- now", recorded: "CREATE TABLE b ();")
        try target.folder.write("CREATE TABLE c ();", to: "0003_third.sql")
        let refused = await #expect(throws: SeedingError.self) { try await target.inspect() }
        #expect(refused?.message == "the role may not read public._sqlx_migrations")
        try await target.run("GRANT SELECT ON _sqlx_migrations TO \(target.role)")
        let state = try await target.inspect().migrations
        #expect(state?.applied == 1 && state?.changed == ["0002_second"] && state?.missing == ["0003_third"])
    }

    @Test func passwordIsInNoError() async throws {
        let target = try await Target()
        let port = LoopbackPort.free()
        for place in ["127.0.0.1:\(port)/app", "127.0.0.1:\(target.server.port)/hunter2", "hunter2.invalid/app"] {
            let url = try DatabaseURL(parsing: "postgres://ann:hunter2@\(place)")
            let error = await #expect(throws: SeedingError.self) {
                try await DatabaseInspection.run(
                    url,
                    comparingWith: nil,
                    refusesWriters: true,
                    until: .now + .seconds(5)
                )
            }
            #expect(error?.message.contains("hunter2") == false, "\(error as Any)")
        }
    }

    /// Whatever a server does, the answer comes in time.
    @Test(
        arguments: [
            [ScriptedPeer.Step.hold], [.write(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)), .hold], [.finish],
            [.write([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5A, 0, 0, 0, 5, 0x49]), .hold],
        ]
    )
    func serverThatDoesNotAnswerIsLeft(_ script: [ScriptedPeer.Step]) async throws {
        let begin = ContinuousClock.now
        try await ScriptedPeer.run(script) { peer in
            let url = try DatabaseURL(parsing: "postgres://ann:hunter2@127.0.0.1:\(peer.port)/app?sslmode=disable")
            let error = await #expect(throws: SeedingError.self) {
                try await DatabaseInspection.run(
                    url,
                    comparingWith: nil,
                    refusesWriters: true,
                    until: .now + .seconds(1)
                )
            }
            #expect(error?.code == .unreachable, "\(error as Any)")
        }
        #expect(ContinuousClock.now - begin < .seconds(2))
    }
}
