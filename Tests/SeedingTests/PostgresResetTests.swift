import ControlAPI
import Synchronization
import Testing

@testable import Seeding

@Suite(.enabled(if: PostgresServer.isWanted)) struct PostgresResetTests {
    private static let hash = SampleStack.hash
    private static let kept = ["seed_\(hash.prefix(16))"]

    struct Failure: Error {}

    // MARK: Template

    @Test func templateIsSealedMarkedAndOfTheHash() async throws {
        let sample = try await SampleStack.seeded()
        let name = sample.store.names.template(Self.hash)
        #expect(try await sample.store.hasTemplate(Self.hash))
        #expect(try await sample.isOpenAndSealed())
        let comment = try await sample.server.run(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '\(name)'"
        )
        #expect(DatabaseMark(comment: comment.value)?.seed == Self.hash)
        await #expect(throws: PostgresFailure.self) { try await sample.server.open(name) }
        #expect(try await sample.kept() == Self.kept)
    }

    @Test func templateHasTheLocaleOfTheStacksDatabase() async throws {
        let server = try await PostgresServer.shared()
        let name = PostgresServer.uniqueName("live")
        let locale = "ENCODING SQL_ASCII LC_COLLATE 'C' LC_CTYPE 'C'"
        try await server.run("CREATE DATABASE \(name) TEMPLATE template0 \(locale)")
        let sample = SampleStack(server: server, database: name, stack: PostgresServer.uniqueName("stack"))
        try await sample.store.claim()
        try await sample.store.buildTemplate(Self.hash) { _ in }
        try await sample.store.reset(to: Self.hash)
        #expect(try await sample.value("SHOW server_encoding") == "SQL_ASCII")
        #expect(try await sample.value("SELECT datcollate FROM pg_database WHERE datname = current_database()") == "C")
    }

    @Test func fillingThatFailsLeavesNothing() async throws {
        let sample = try await SampleStack.seeded()
        await #expect(throws: Failure.self) {
            try await sample.store.buildTemplate("another") { link in
                try await SampleRows.fill(link)
                throw Failure()
            }
        }
        #expect(try await sample.kept() == Self.kept)
        #expect(try await sample.value("SELECT count(*) FROM clients") == "\(2 * SampleRows.clientsOfEach)")
    }

    @Test func templatesThatNothingRefersToAnyMoreGo() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.store.buildTemplate("another") { try await $0.runScript("CREATE TABLE other (n int)") }
        #expect(try await sample.kept() == ["seed_\(Self.hash.prefix(16))", "seed_another"].sorted())
        try await sample.store.reset(to: "another")
        try await sample.store.dropTemplates(except: ["another"])
        #expect(try await sample.kept() == ["seed_another"])
        #expect(try await sample.store.inspect() == .ours(seed: "another"))
        #expect(try await sample.value("SELECT count(*) FROM other") == "0")
    }

    @Test func templateIsBuiltAnewInThePlaceOfOneOfTheSameHash() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.store.buildTemplate(Self.hash) { try await $0.runScript("CREATE TABLE other (n int)") }
        #expect(try await sample.kept() == Self.kept)
        try await sample.store.reset(to: Self.hash)
        #expect(try await sample.value("SELECT count(*) FROM other") == "0")
    }

    @Test func missingTemplateIsToldBeforeAnythingHappens() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("DELETE FROM notes WHERE false; CREATE TABLE mine (n int)")
        let error = await #expect(throws: SeedingError.self) { try await sample.store.reset(to: "unknown") }
        #expect(error?.code == .refused)
        #expect(try await sample.value("SELECT count(*) FROM mine") == "0")
    }

    // MARK: Reset

    @Test func resetPutsEveryRowBack() async throws {
        let sample = try await SampleStack.seeded()
        let before = try await sample.store.checksums()
        try await sample.run("UPDATE clients SET name = 'broken'")
        try await sample.run("DROP TABLE invoices")
        try await sample.run("CREATE TABLE mine (n int)")
        try await sample.store.reset(to: Self.hash)
        #expect(try await sample.store.checksums() == before)
        #expect(try await sample.store.rowDrift().isNone)
        #expect(try await sample.isOpenAndSealed())
        #expect(try await sample.kept() == Self.kept)
    }

    @Test func markSaysWhenItWasSeededAndWhenReset() async throws {
        let sample = try await SampleStack.seeded()
        func mark() async throws -> DatabaseMark {
            let comment = try await sample.value(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
            )
            return try #require(DatabaseMark(comment: comment))
        }
        let first = try await mark()
        _ = try await sample.store.reset(firm: SampleRows.a, to: Self.hash)
        #expect(try await mark().firmsResetAt?.keys.sorted() == [SampleRows.a])
        try await sample.store.reset(to: Self.hash)
        let second = try await mark()
        #expect(first.seededAt != nil && second.seededAt == first.seededAt)
        #expect(try #require(second.resetAt) >= #require(first.resetAt))
        #expect(second.firmsResetAt == nil)
    }

    @Test func whatBelongsToTheDatabaseItselfSurvives() async throws {
        let sample = try await SampleStack.seeded()
        let role = PostgresServer.uniqueName("App Role")
        try await sample.server.run("CREATE ROLE \"\(role)\"")
        for statement in [
            "ALTER DATABASE \(sample.database) SET search_path = \"$user\", public, \"odd, name\"",
            "ALTER DATABASE \(sample.database) SET work_mem = '7MB'",
            "ALTER DATABASE \(sample.database) SET app.motto = 'it''s, \"quoted\"'",
            "ALTER ROLE \"\(role)\" IN DATABASE \(sample.database) SET statement_timeout = '7s'",
            "ALTER DATABASE \(sample.database) CONNECTION LIMIT 77",
            "REVOKE ALL ON DATABASE \(sample.database) FROM PUBLIC",
            "GRANT CONNECT ON DATABASE \(sample.database) TO \"\(role)\" WITH GRANT OPTION",
            "ALTER DATABASE \(sample.database) OWNER TO \"\(role)\"",
        ] { try await sample.server.run(statement) }
        let query = """
            SELECT format('%s|%s|%s|%s', datconnlimit, pg_get_userbyid(datdba),
                (SELECT string_agg(format('%s>%s:%s%s', grantor, grantee, privilege_type, is_grantable), ' ' ORDER BY grantee, privilege_type)
                    FROM aclexplode(datacl)),
                (SELECT string_agg(format('%s %s', setrole, s), ' ' ORDER BY setrole, s)
                    FROM pg_db_role_setting, unnest(setconfig) s WHERE setdatabase = d.oid))
            FROM pg_database d WHERE datname = '\(sample.database)'
            """
        let before = try await sample.server.run(query).value
        #expect(before?.contains("7MB") == true)
        try await sample.store.reset(to: Self.hash)
        try await sample.store.saveSnapshot("s")
        try await sample.store.restoreSnapshot("s")
        #expect(try await sample.server.run(query).value == before)
        #expect(try await sample.value("SHOW app.motto") == "it's, \"quoted\"")
        try await sample.server.run("DROP DATABASE \(sample.database) WITH (FORCE)")
        try await sample.server.run("DROP ROLE \"\(role)\"")
    }

    /// What a migration gives to the database that it runs in comes with the seed, and goes with it.
    @Test func whatAMigrationSetsForTheDatabaseIsInForce() async throws {
        let sample = try await SampleStack.fresh()
        let role = PostgresServer.uniqueName("reader")
        try await sample.server.run("CREATE ROLE \(role)")
        try await sample.store.claim()
        func build(_ hash: String, _ statement: String) async throws {
            try await sample.store.buildTemplate(hash) { link in
                try await SampleRows.fill(link)
                try await link.runScript("DO $$ BEGIN EXECUTE format('\(statement)', current_database()); END $$")
            }
        }
        try await build("first", "ALTER DATABASE %1$I SET work_mem TO ''9MB''")
        try await build(
            "second",
            """
            ALTER DATABASE %1$I SET temp_buffers = ''7MB''; REVOKE ALL ON DATABASE %1$I FROM PUBLIC;
            GRANT CONNECT ON DATABASE %1$I TO \(role)
            """
        )
        func setting(_ name: String) async throws -> String? { try await sample.value("SHOW \(name)") }
        try await sample.store.reset(to: "first")
        #expect(try await setting("work_mem") == "9MB")
        // A developer's own setting stays, and one that the migration makes is put back.
        try await sample.server.run("ALTER DATABASE \(sample.database) SET app.motto = 'mine'")
        try await sample.server.run("ALTER DATABASE \(sample.database) SET work_mem TO '1MB'")
        try await sample.store.saveSnapshot("s")
        try await sample.store.reset(to: "first")
        #expect(try await setting("work_mem") == "9MB")
        #expect(try await setting("app.motto") == "mine")
        // The next seed does without it.
        try await sample.store.reset(to: "second")
        #expect(try await setting("work_mem") == "4MB")
        #expect(try await setting("temp_buffers") == "7MB")
        #expect(try await setting("app.motto") == "mine")
        let privilege = "SELECT has_database_privilege('\(role)', current_database(), 'CONNECT')"
        #expect(try await sample.value(privilege) == "t")
        #expect(try await sample.value(privilege.replacing("'\(role)'", with: "'pg_monitor'")) == "f")
        // What is restored has that of its own seed.
        try await sample.store.restoreSnapshot("s")
        #expect(try await setting("work_mem") == "9MB")
        try await sample.server.run("DROP DATABASE \(sample.database) WITH (FORCE)")
        _ = try? await sample.server.run("DROP ROLE \(role)")
    }

    // MARK: Failures

    private static let swapSteps: [PostgresHooks.Step] = [.cloned, .closed, .emptied]

    @Test(arguments: swapSteps)
    func failureBeforeTheSwapPutsBackWhatWas(step: PostgresHooks.Step) async throws {
        let sample = try await SampleStack.seeded(hooks: PostgresHooks { if $0 == step { throw Failure() } })
        try await sample.run("CREATE TABLE mine (n int)")
        await #expect(throws: Failure.self) { try await sample.store.reset(to: Self.hash) }
        #expect(try await sample.value("SELECT count(*) FROM mine") == "0")
        #expect(try await sample.isOpenAndSealed())
        #expect(try await sample.kept() == Self.kept)
    }

    @Test func failureAfterTheSwapLeavesTheNewOne() async throws {
        let sample = try await SampleStack.seeded(hooks: PostgresHooks { if $0 == .swapped { throw Failure() } })
        try await sample.run("CREATE TABLE mine (n int)")
        // The rows are in place, so it did not fail.
        try await sample.store.reset(to: Self.hash)
        #expect(try await sample.store.rowDrift().isNone)
        #expect(try await sample.isOpenAndSealed())
        #expect(try await sample.kept() == Self.kept)
    }

    @Test(arguments: swapSteps + [.swapped])
    func sessionThatIsKilledLeavesTheOldOrTheNewWhole(step: PostgresHooks.Step) async throws {
        let server = try await PostgresServer.shared()
        let names = Mutex<DatabaseNames?>(nil)
        let sample = try await SampleStack.seeded(
            hooks: PostgresHooks { reached in
                guard reached == step, let names = names.withLock({ $0 }) else { return }
                try await Self.killHolder(of: names.lockKey, on: server)
            }
        )
        names.withLock { $0 = sample.store.names }
        try await sample.run("CREATE TABLE mine (n int)")
        let result = await attempt { try await sample.store.reset(to: Self.hash) }
        if case .success = result { #expect(step == .swapped) }
        let isOld = try await sample.value("SELECT to_regclass('mine') IS NOT NULL") == "t"
        #expect(isOld == (step != .swapped))
        #expect(try await sample.isOpenAndSealed())
        #expect(try await sample.kept() == Self.kept)
        #expect(try await sample.store.recover() == [])
        try await SampleStack(server: server, database: sample.database, stack: sample.stack).store.reset(to: Self.hash)
    }

    /// A supervisor that is killed runs nothing more: the operation is held at the step, and its session ended.
    @Test(arguments: PostgresHooks.Step.allCases)
    func recoveryAfterAKillAtAnyStepSaysWhatItDid(step: PostgresHooks.Step) async throws {
        let (reached, signal) = AsyncStream.makeStream(of: Void.self)
        let (held, release) = AsyncStream.makeStream(of: Void.self)
        let sample = try await SampleStack.seeded(
            hooks: PostgresHooks { now in
                guard now == step else { return }
                signal.yield()
                // Also ends for one who comes a second time.
                for await _ in held {}
                throw Failure()
            }
        )
        try await sample.run("CREATE TABLE mine (n int)")
        try await sample.run("ALTER TABLE notes DISABLE TRIGGER ALL; DELETE FROM notes WHERE body = 'other'")
        let operation = Task {
            switch step {
            case .filled: try await sample.store.buildTemplate("another", fill: SampleRows.fill)
            case .opened, .restored: _ = try await sample.store.reset(firm: SampleRows.a, to: Self.hash)
            case .cloned, .closed, .emptied, .swapped: _ = try await sample.store.reset(to: Self.hash)
            }
        }
        for await _ in reached { break }
        try await Self.killHolder(of: sample.store.names.lockKey, on: sample.server)
        if step == .restored { try await Self.killSessions(in: sample.database, on: sample.server) }

        let store = SampleStack(server: sample.server, database: sample.database, stack: sample.stack).store
        let notes = try await store.recover()
        let expected: [PostgresHooks.Step: Int] = [
            .filled: 1, .cloned: 1, .closed: 2, .emptied: 2, .swapped: 1, .opened: 1,
        ]
        #expect(notes.count == expected[step] ?? 0, "\(notes)")
        #expect(try await sample.isOpenAndSealed())
        #expect(try await sample.kept() == Self.kept)
        let isOld = try await sample.value("SELECT to_regclass('mine') IS NOT NULL") == "t"
        #expect(isOld == (step != .swapped))
        release.finish()
        let result = await operation.result
        if case .success = result { #expect(step == .swapped) }
        try await store.reset(to: Self.hash)
        #expect(try await store.rowDrift().isNone)
    }

    /// As a server that is killed, or whose disk is full, leaves it.
    @Test(arguments: ["build", "next", "old", "stale", "undo"])
    func databaseWhoseDroppingWasCutOffIsDropped(name: String) async throws {
        let sample = try await SampleStack.seeded()
        let name = sample.store.names.prefix + name
        try await sample.server.run("CREATE DATABASE \(name)")
        try await sample.cutOffDropping(of: name)
        #expect(try await sample.store.kept() == nil)
        try await sample.store.reset(to: Self.hash)
        #expect(try await sample.kept() == Self.kept)
    }

    @Test func templateWhoseDroppingWasCutOffIsBuiltAnew() async throws {
        let sample = try await SampleStack.seeded()
        let template = sample.store.names.template(Self.hash)
        try await sample.cutOffDropping(of: template)
        #expect(try await !sample.store.hasTemplate(Self.hash))
        await #expect(throws: SeedingError.self) { try await sample.store.reset(to: Self.hash) }
        try await sample.store.buildTemplate(Self.hash, fill: SampleRows.fill)
        try await sample.store.reset(to: Self.hash)
        #expect(try await sample.kept() == Self.kept)
    }

    @Test(arguments: swapSteps)
    func cancellationNeverLeavesTheDatabaseClosed(step: PostgresHooks.Step) async throws {
        let task = Mutex<Task<Void, any Error>?>(nil)
        let sample = try await SampleStack.seeded(
            hooks: PostgresHooks { if $0 == step { task.withLock { $0?.cancel() } } }
        )
        let (ready, start) = AsyncStream.makeStream(of: Void.self)
        let operation = Task {
            for await _ in ready {}
            try await sample.store.reset(to: Self.hash)
        }
        task.withLock { $0 = operation }
        start.finish()
        _ = await operation.result
        #expect(try await sample.isOpenAndSealed())
        #expect(try await sample.kept() == Self.kept)
    }

    @Test func twoOperationsOfOneStackWaitForEachOther() async throws {
        let sample = try await SampleStack.seeded()
        let copy = SampleStack(server: sample.server, database: sample.database, stack: sample.stack)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask { _ = try await sample.store.reset(to: Self.hash) }
                group.addTask { _ = try await copy.store.reset(to: Self.hash) }
            }
            try await group.waitForAll()
        }
        #expect(try await sample.kept() == Self.kept)
        #expect(try await sample.store.rowDrift().isNone)
    }

    // MARK: Helpers

    private static func killHolder(of lock: String, on server: PostgresServer) async throws {
        let key = "(classid::bigint << 32) | objid::bigint = hashtextextended('\(lock)', 0)"
        try await kill(
            "pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND \(key))",
            on: server
        )
    }

    private static func killSessions(in database: String, on server: PostgresServer) async throws {
        try await kill("datname = '\(database)'", on: server)
    }

    private static func kill(_ which: String, on server: PostgresServer) async throws {
        let answer = try await server.run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE \(which)")
        try #require(!answer.rows.isEmpty)
    }
}
