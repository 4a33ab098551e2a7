import ControlAPI
import Testing

@testable import Seeding

@Suite(.enabled(if: PostgresServer.isWanted)) struct PostgresUndoTests {
    private static let hash = SampleStack.hash
    private static let (a, b) = (SampleRows.a, SampleRows.b)

    private static func step(_ id: String, limit: Int64 = .max) -> RowStep { RowStep(id: id, undoLimit: limit) }

    /// A database with work of a developer in it.
    private static func worked(hooks: PostgresHooks = PostgresHooks()) async throws -> SampleStack {
        let sample = try await SampleStack.seeded(hooks: hooks)
        try await sample.run("CREATE TABLE my_work AS SELECT generate_series(1, 1000) n")
        try await sample.run("UPDATE clients SET name = 'mine' WHERE fee < 10")
        return sample
    }

    private func work(_ sample: SampleStack) async throws -> [String?] {
        try await sample.run(
            "SELECT (SELECT count(*) FROM my_work), (SELECT count(*) FROM clients WHERE name = 'mine')"
        ).rows[0]
    }

    // MARK: The whole database

    @Test func whatAResetReplacedComesBackAndGoesAgain() async throws {
        let sample = try await Self.worked()
        let (before, rows) = (try await work(sample), try await sample.store.checksums())
        let replacement = try await sample.store.reset(to: Self.hash, as: Self.step("5"))
        guard case .kept(let bytes) = replacement.kept else {
            Issue.record("nothing was kept: \(replacement)")
            return
        }
        #expect(bytes > 1_000_000)
        #expect(try await sample.store.lastStep() == "5")
        #expect(try await sample.kept() == ["seed_\(Self.hash.prefix(16))", "undo"])

        _ = try await sample.store.undo("5", as: Self.step("6"))
        #expect(try await work(sample) == before)
        #expect(try await sample.store.checksums() == rows)
        #expect(try await sample.isOpenAndSealed())
        #expect(try await sample.store.lastStep() == "6")
        // The firm can still be put back alone.
        _ = try await sample.store.reset(firm: Self.a, to: Self.hash)

        _ = try await sample.store.undo("6", as: Self.step("7"))
        #expect(try await sample.store.rowDrift().isNone)
        #expect(try await sample.store.recover() == [])
    }

    @Test func whatARestoreSetAsideCanBeKeptAgain() async throws {
        let sample = try await Self.worked()
        let before = try await work(sample)
        try await sample.store.saveSnapshot("one")
        _ = try await sample.store.reset(to: Self.hash, as: Self.step("5"))
        var restore = Self.step("6")
        restore.setsKeptAside = true
        _ = try await sample.store.restoreSnapshot("one", as: restore)
        _ = try await sample.store.undo("6", as: Self.step("7"))
        #expect(try await sample.store.reinstateSetAside())
        #expect(try await sample.store.recover() == [])
        _ = try await sample.store.undo("5", as: Self.step("8"))
        #expect(try await work(sample) == before)
        #expect(try await !sample.store.reinstateSetAside())
    }

    @Test func whatARestoreSetAsideIsDroppedOnceItIsDone() async throws {
        let sample = try await Self.worked()
        try await sample.store.saveSnapshot("one")
        _ = try await sample.store.reset(to: Self.hash, as: Self.step("5"))
        var restore = Self.step("6")
        restore.setsKeptAside = true
        _ = try await sample.store.restoreSnapshot("one", as: restore)
        #expect(try await sample.kept().contains("stale"))
        try await sample.store.dropSetAside()
        #expect(try await sample.kept() == ["seed_\(Self.hash.prefix(16))", "snap_one", "undo"])
    }

    @Test func aResetThatReplacesNothingKeepsWhatWasKeptBefore() async throws {
        let sample = try await Self.worked()
        let before = try await work(sample)
        _ = try await sample.store.reset(to: Self.hash, as: Self.step("5"))
        #expect(try await sample.store.reset(to: Self.hash, as: Self.step("6")).kept == .nothingDiffered)
        _ = try await sample.store.undo("5", as: Self.step("7"))
        #expect(try await work(sample) == before)
    }

    @Test func aDatabaseThatIsTooLargeIsNotKeptNorIsTheOneBefore() async throws {
        let sample = try await Self.worked()
        _ = try await sample.store.reset(to: Self.hash, as: Self.step("5"))
        try await sample.run("CREATE TABLE more (n int)")
        guard case .tooLarge = try await sample.store.reset(to: Self.hash, as: Self.step("6", limit: 1000)).kept else {
            Issue.record("it was kept")
            return
        }
        for id in ["5", "6"] {
            let error = await #expect(throws: SeedingError.self) {
                try await sample.store.undo(id, as: Self.step("7"))
            }
            #expect(error?.code == .refused)
        }
        #expect(try await sample.kept() == ["seed_\(Self.hash.prefix(16))"])
        #expect(try await sample.isOpenAndSealed())
    }

    @Test func settingsOfTheDatabaseStayAsTheyAre() async throws {
        let sample = try await Self.worked()
        try await sample.server.run("ALTER DATABASE \(sample.database) SET work_mem = '6MB'")
        try await sample.server.run("ALTER DATABASE \(sample.database) SET temp_buffers = '9MB'")
        _ = try await sample.store.reset(to: Self.hash, as: Self.step("5"))
        try await sample.server.run("ALTER DATABASE \(sample.database) SET work_mem = '8MB'")
        try await sample.server.run("ALTER DATABASE \(sample.database) RESET temp_buffers")
        _ = try await sample.store.undo("5", as: Self.step("6"))
        #expect(try await sample.value("SHOW work_mem") == "8MB")
        #expect(try await sample.value("SHOW temp_buffers") == "8MB")
    }

    @Test func aRestoreIsUndoneAsAResetIs() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("CREATE TABLE in_snapshot (n int)")
        try await sample.store.saveSnapshot("s")
        // One that is as seeded is not what the snapshot holds, so it is kept, too.
        try await sample.store.reset(to: Self.hash)
        _ = try await sample.store.restoreSnapshot("s", as: Self.step("3"))
        _ = try await sample.store.undo("3", as: Self.step("4"))
        #expect(try await sample.store.rowDrift().isNone)
        try await sample.run("CREATE TABLE my_work AS SELECT generate_series(1, 1000) n")
        _ = try await sample.store.restoreSnapshot("s", as: Self.step("5"))
        #expect(try await sample.value("SELECT to_regclass('my_work') IS NULL") == "t")
        _ = try await sample.store.undo("5", as: Self.step("6"))
        #expect(try await sample.value("SELECT count(*) FROM my_work") == "1000")
    }

    @Test(arguments: [PostgresHooks.Step.closed, .emptied])
    func anUndoThatFailsChangesNothing(failing: PostgresHooks.Step) async throws {
        struct Failure: Error {}
        let sample = try await Self.worked()
        let before = try await work(sample)
        _ = try await sample.store.reset(to: Self.hash, as: Self.step("5"))
        let broken = SampleStack(
            server: sample.server,
            database: sample.database,
            stack: sample.stack,
            hooks: PostgresHooks { if $0 == failing { throw Failure() } }
        )
        await #expect(throws: Failure.self) { try await broken.store.undo("5", as: Self.step("6")) }
        #expect(try await sample.store.rowDrift().isNone)
        #expect(try await sample.isOpenAndSealed())
        _ = try await sample.store.undo("5", as: Self.step("6"))
        #expect(try await work(sample) == before)
    }

    @Test func rolesThatAResetPutBackComeBackAsTheyWere() async throws {
        let sample = try await SampleStack.fresh()
        let role = PostgresServer.uniqueName("app")
        try await sample.store.claim()
        try await sample.store.buildTemplate(Self.hash) { link in
            try await SampleRows.fill(link)
            try await link.runScript("CREATE ROLE \(role) LOGIN; GRANT SELECT ON clients TO \(role)")
        }
        try await sample.store.reset(to: Self.hash)
        try await sample.run("ALTER ROLE \(role) BYPASSRLS")
        let bypasses = "SELECT rolbypassrls FROM pg_roles WHERE rolname = '\(role)'"
        _ = try await sample.store.reset(to: Self.hash, as: Self.step("5"))
        #expect(try await sample.value(bypasses) == "f")
        _ = try await sample.store.undo("5", as: Self.step("6"))
        #expect(try await sample.value(bypasses) == "t")
        _ = try await sample.store.undo("6", as: Self.step("7"))
        #expect(try await sample.value(bypasses) == "f")
        try await sample.server.run("DROP DATABASE \(sample.database) WITH (FORCE)")
    }

    // MARK: A firm's rows

    @Test func rowsThatAFirmsResetReplacedComeBackAndGoAgain() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("ALTER TABLE notes DISABLE TRIGGER ALL")
        for firm in [Self.a, Self.b] {
            try await sample.run("UPDATE clients SET name = 'mine' WHERE firm_id = '\(firm)' AND fee < 10")
            try await sample.run("DELETE FROM time_entries WHERE firm_id = '\(firm)' AND worked_on < '2026-01-01'")
            try await sample.run("DELETE FROM notes WHERE firm_id = '\(firm)' AND body = 'same'")
            try await sample.run("INSERT INTO notes VALUES ('\(firm)', 'mine')")
            try await sample.run(
                """
                INSERT INTO clients (id, firm_id, name, kinds, fee, since, currency)
                VALUES (gen_random_uuid(), '\(firm)', 'new', '{business}', 1, now(), 'usd')
                """
            )
        }
        let before = try await sample.store.checksums()
        let replaced = try await sample.store.reset(firm: Self.a, to: Self.hash, as: Self.step("5"))
        guard case .kept = replaced.kept else {
            Issue.record("nothing was kept")
            return
        }
        let after = try await sample.store.checksums()
        #expect(after != before)
        // What is written since belongs to nobody's undo.
        try await sample.run("UPDATE clients SET name = 'later' WHERE firm_id = '\(Self.b)' AND fee > 100")
        let changed = try await sample.store.checksums()
        _ = try await sample.store.undo("5", firm: Self.a, as: Self.step("6"))
        #expect(try await sample.store.checksums()[Self.a] == before[Self.a])
        #expect(try await sample.store.checksums()[Self.b] == changed[Self.b])
        _ = try await sample.store.undo("6", firm: Self.a, as: Self.step("7"))
        #expect(try await sample.store.checksums()[Self.a] == after[Self.a])
        #expect(try await sample.store.lastStep() == "7")
    }

    @Test func rowsOfATableThatWasChangedSinceAreRefusedUntouched() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("UPDATE clients SET name = 'mine' WHERE fee < 10")
        _ = try await sample.store.reset(firm: Self.a, to: Self.hash, as: Self.step("5"))
        try await sample.run("ALTER TABLE clients ADD COLUMN nick text")
        let before = try await sample.store.checksums()
        let error = await #expect(throws: SeedingError.self) {
            try await sample.store.undo("5", firm: Self.a, as: Self.step("6"))
        }
        #expect(error?.message.contains("'clients'") == true)
        #expect(try await sample.store.checksums() == before)
        try await sample.run("ALTER TABLE clients DROP COLUMN nick")
        _ = try await sample.store.undo("5", firm: Self.a, as: Self.step("6"))
        #expect(try await sample.value("SELECT count(*) FROM clients WHERE name = 'mine'") == "18")
    }

    @Test func rowsThatAreTooManyAreNotKept() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("UPDATE clients SET name = 'mine'")
        guard
            case .tooLarge = try await sample.store.reset(firm: Self.a, to: Self.hash, as: Self.step("5", limit: 1))
                .kept
        else {
            Issue.record("they were kept")
            return
        }
        let tables = "SELECT count(*) FROM pg_class WHERE relname LIKE 'undo\\_%'"
        #expect(try await sample.value(tables) == "0")
    }
}
