import ControlAPI
import Testing

@testable import Seeding

@Suite(.enabled(if: PostgresServer.isWanted)) struct FirmResetTests {
    private static let (a, b) = (SampleRows.a, SampleRows.b)
    private static let hash = SampleStack.hash

    private static let row = "tableoid::text, ctid::text, xmin::text, (t.*)::text"

    /// Every row with its place on disk and the transaction that wrote it, but for those of a firm.
    private func untouched(_ sample: SampleStack, except firm: String) async throws -> [[String?]] {
        let parts = ["firms", "clients", "invoices", "time_entries", "notes"].map { table in
            let column = table == "firms" ? "id" : "firm_id"
            return "SELECT \(Self.row) FROM \(table) t WHERE \(column) <> '\(firm)'"
        }
        let queries = parts + ["SELECT \(Self.row) FROM currencies t"]
        return try await sample.run(queries.joined(separator: " UNION ALL ") + " ORDER BY 1, 2").rows
    }

    @Test func rowsOfTheFirmComeBackAndNoOtherIsTouched() async throws {
        let sample = try await SampleStack.seeded()
        let seeded = try await sample.store.checksums()
        try await sample.run("ALTER TABLE notes DISABLE TRIGGER ALL")
        for firm in [Self.a, Self.b] {
            let firmCondition = "firm_id = '\(firm)'"
            try await sample.run("UPDATE clients SET name = 'broken', kinds = '{}' WHERE \(firmCondition) AND fee < 10")
            try await sample.run("DELETE FROM invoices WHERE \(firmCondition) AND cents > 20000")
            try await sample.run("DELETE FROM time_entries WHERE \(firmCondition) AND worked_on < '2026-01-01'")
            try await sample.run("DELETE FROM notes WHERE \(firmCondition) AND body = 'same'")
            try await sample.run("INSERT INTO notes VALUES ('\(firm)', 'mine')")
            try await sample.run(
                """
                INSERT INTO clients (id, firm_id, name, kinds, fee, since, currency)
                VALUES (gen_random_uuid(), '\(firm)', 'new', '{business}', 1, now(), 'usd')
                """
            )
            try await sample.run(
                """
                INSERT INTO invoices (firm_id, client_id, cents)
                SELECT firm_id, id, 5 FROM clients WHERE name = 'new' AND \(firmCondition)
                """
            )
        }
        try await sample.run("ALTER TABLE notes ENABLE TRIGGER ALL")
        try await sample.run("UPDATE firms SET name = 'renamed' WHERE id = '\(Self.a)'")
        let others = try await untouched(sample, except: Self.a)
        let ofOther = try await sample.store.drift().firms[Self.b]
        let expected = try await sample.store.drift().firms[Self.a]

        let drift = try await sample.store.reset(firm: Self.a, to: Self.hash)
        // Rows without a key cannot be told apart, so all of the firm's notes come anew: the counts differ in them alone.
        #expect(drift.changed == expected?.changed)
        #expect(try await sample.store.checksums()[Self.a] == seeded[Self.a])
        #expect(try await sample.store.drift().firms[Self.a] == nil)
        #expect(try await sample.store.drift().firms[Self.b] == ofOther)
        #expect(try await untouched(sample, except: Self.a) == others)
        #expect(try await sample.isOpenAndSealed())
    }

    @Test func rowsThatDoNotDifferStayWhereTheyAre() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("UPDATE clients SET name = 'x' WHERE firm_id = '\(Self.a)' AND fee = 5.50")
        let query = "SELECT ctid::text, xmin::text FROM clients WHERE firm_id = '\(Self.a)' AND fee <> 5.50 ORDER BY id"
        let before = try await sample.run(query).rows
        #expect(try await sample.store.reset(firm: Self.a, to: Self.hash) == Drift(changed: 1))
        #expect(try await sample.run(query).rows == before)
        #expect(try await sample.store.reset(firm: Self.a, to: Self.hash) == Drift.none)
    }

    @Test func firmThatWasDeletedComesBackWhole() async throws {
        let sample = try await SampleStack.seeded()
        let seeded = try await sample.store.checksums()
        try await sample.run("ALTER TABLE notes DISABLE TRIGGER ALL")
        for table in ["notes", "time_entries", "invoices", "clients"] {
            try await sample.run("DELETE FROM \(table) WHERE firm_id = '\(Self.a)'")
        }
        try await sample.run("DELETE FROM firms WHERE id = '\(Self.a)'")
        let drift = try await sample.store.reset(firm: Self.a, to: Self.hash)
        #expect(drift == Drift(removed: 3 * SampleRows.clientsOfEach + 5))
        #expect(try await sample.store.checksums() == seeded)
    }

    @Test func swappedUniqueValuesWithinTheFirmAreNoObstacle() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("UPDATE clients SET email = NULL WHERE fee = 1.10 AND firm_id = '\(Self.a)'")
        try await sample.run("UPDATE clients SET email = 'a-1@example.com' WHERE fee = 2.20 AND firm_id = '\(Self.a)'")
        #expect(try await sample.store.reset(firm: Self.a, to: Self.hash) == Drift(changed: 2))
        #expect(try await sample.store.rowDrift().isNone)
    }

    // MARK: Refusals, which change nothing

    private func expectRefusal(
        _ sample: SampleStack,
        _ text: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await sample.store.checksums()
        let error = await #expect(throws: SeedingError.self, sourceLocation: sourceLocation) {
            try await sample.store.reset(firm: Self.a, to: Self.hash)
        }
        #expect(error?.code == .refused, sourceLocation: sourceLocation)
        #expect(error?.message.contains(text) == true, "\(error?.message ?? "")", sourceLocation: sourceLocation)
        #expect(error?.remedy?.contains("cpadev reset") == true, sourceLocation: sourceLocation)
        #expect(try await sample.store.checksums() == before, sourceLocation: sourceLocation)
        #expect(try await sample.isOpenAndSealed(), sourceLocation: sourceLocation)
    }

    @Test func rowOfAnotherFirmThatPointsAtOneThatGoesIsNamed() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("CREATE TABLE shares (id int PRIMARY KEY, client_id uuid REFERENCES clients (id))")
        let id = try await sample.value(
            """
            INSERT INTO clients (id, firm_id, name, kinds, fee, since, currency)
            VALUES (gen_random_uuid(), '\(Self.a)', 'new', '{business}', 1, now(), 'usd') RETURNING id
            """
        )
        try await sample.run("INSERT INTO shares VALUES (4711, '\(id ?? "")')")
        try await expectRefusal(sample, "shares_client_id_fkey): (4711,")
        try await sample.run("DELETE FROM shares")
        #expect(try await sample.store.reset(firm: Self.a, to: Self.hash) == Drift(added: 1))
    }

    @Test func rowOfNoFirmThatIsGoneButNeededIsNamed() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("UPDATE clients SET currency = 'cad'")
        try await sample.run("DELETE FROM currencies WHERE code = 'usd'")
        try await expectRefusal(sample, "clients_currency_fkey")
        #expect(try await sample.value("SELECT count(*) FROM clients WHERE currency = 'usd'") == "0")
    }

    @Test func rowOfAnotherFirmWithTheSameUniqueValueIsNamed() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("UPDATE clients SET email = NULL WHERE email = 'a-1@example.com'")
        try await sample.run("UPDATE clients SET email = 'a-1@example.com' WHERE email = 'b-1@example.com'")
        try await expectRefusal(sample, "a-1@example.com")
    }

    @Test func rowThatAnotherFirmHasNowIsNamed() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("UPDATE time_entries SET firm_id = '\(Self.b)' WHERE id = 1")
        try await expectRefusal(sample, "time_entries")
        // The other one's reset takes it away, and then it can come back.
        #expect(try await sample.store.reset(firm: Self.b, to: Self.hash) == Drift(added: 1))
        #expect(try await sample.store.reset(firm: Self.a, to: Self.hash) == Drift(removed: 1))
    }

    @Test(arguments: [
        ("ALTER TABLE invoices ADD memo text", "'invoices' was altered"),
        ("DROP TABLE time_entries", "'time_entries' was dropped"),
        ("CREATE TABLE mine (id int, firm_id uuid)", "'mine' was added"),
    ])
    func changedSchemaIsRefused(statement: String, text: String) async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run(statement)
        try await sample.run("UPDATE clients SET name = 'x'")
        try await expectRefusal(sample, text)
    }

    @Test func otherSeedThanTheLoadedOneIsRefused() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.store.buildTemplate("another", fill: SampleRows.fill)
        let error = await #expect(throws: SeedingError.self) {
            try await sample.store.reset(firm: Self.a, to: "another")
        }
        #expect(error?.code == .refused)
    }

    struct Failure: Error {}

    @Test(arguments: [PostgresHooks.Step.opened, .restored])
    func failureRollsBackAndClosesTheTemplate(step: PostgresHooks.Step) async throws {
        let sample = try await SampleStack.seeded(hooks: PostgresHooks { if $0 == step { throw Failure() } })
        try await sample.run("UPDATE clients SET name = 'x'")
        let before = try await sample.store.checksums()
        await #expect(throws: Failure.self) { try await sample.store.reset(firm: Self.a, to: Self.hash) }
        #expect(try await sample.store.checksums() == before)
        #expect(try await sample.isOpenAndSealed())
    }

    // MARK: Others at work

    @Test func rowsThatSomebodyHoldsAreWaitedForAndThenRefused() async throws {
        let sample = try await SampleStack.seeded()
        let other = try await sample.server.open(sample.database)
        try await other.runScript("BEGIN; UPDATE clients SET name = 'held' WHERE email = 'a-1@example.com'")
        try await sample.run("UPDATE clients SET name = 'x' WHERE email = 'a-2@example.com'")
        // The held row is as it was seeded in all eyes but the holder's, so it is no obstacle.
        #expect(try await sample.store.reset(firm: Self.a, to: Self.hash) == Drift(changed: 1))
        try await sample.run("UPDATE clients SET name = 'x' WHERE email = 'a-3@example.com'")
        try await other.runScript("UPDATE clients SET name = 'held' WHERE email = 'a-3@example.com'")
        let before = try await sample.store.checksums()
        let error = await #expect(throws: SeedingError.self) {
            try await sample.store.reset(firm: Self.a, to: Self.hash)
        }
        #expect(error?.code == .busy)
        for words in ["pid \(other.backend)", "UPDATE clients SET name = 'held'"] {
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
        #expect(error?.remedy?.contains("pg_terminate_backend(\(other.backend))") == true)
        #expect(try await sample.store.checksums() == before)
        try await other.runScript("ROLLBACK")
        await other.close()
        #expect(try await sample.store.reset(firm: Self.a, to: Self.hash) == Drift(changed: 1))
    }

    /// A writer inserts rows that point at rows which the reset removes, as long as it goes on.
    @Test func noForeignKeyDanglesWhateverOthersWriteMeanwhile() async throws {
        let sample = try await SampleStack.seeded()
        let insertion = """
            WITH c AS (
                INSERT INTO clients (id, firm_id, name, kinds, fee, since, currency)
                VALUES (gen_random_uuid(), '\(Self.a)', 'new', '{business}', 1, now(), 'usd') RETURNING firm_id, id
            ) INSERT INTO invoices (firm_id, client_id, cents) SELECT firm_id, id, 1 FROM c
            """
        let second = """
            INSERT INTO invoices (firm_id, client_id, cents)
            SELECT firm_id, id, 2 FROM clients WHERE name = 'new' LIMIT 1
            """
        var resets = 0
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    guard let link = try? await sample.server.open(sample.database) else { return }
                    while !Task.isCancelled {
                        // Foreign keys refuse some of the second kind, as they should.
                        for statement in [insertion, second] { _ = try? await link.run(statement) }
                    }
                    await link.close()
                }
            }
            for _ in 0..<15 {
                if (try? await sample.store.reset(firm: Self.a, to: Self.hash)) != nil { resets += 1 }
            }
            group.cancelAll()
        }
        #expect(resets > 0)
        let dangling = """
            SELECT count(*) FROM invoices i
            WHERE NOT EXISTS (SELECT FROM clients c WHERE (c.firm_id, c.id) = (i.firm_id, i.client_id))
            """
        #expect(try await sample.value(dangling) == "0")
        _ = try await sample.store.reset(firm: Self.a, to: Self.hash)
        #expect(try await sample.store.rowDrift().isNone)
    }
}
