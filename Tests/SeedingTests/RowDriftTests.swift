import ControlAPI
import Testing

@testable import Seeding

@Suite(.enabled(if: PostgresServer.isWanted)) struct RowDriftTests {
    private static let (a, b) = (SampleRows.a, SampleRows.b)
    private static let all = SampleRows.clientsOfEach

    @Test func nothingChangedIsNoDrift() async throws {
        let sample = try await SampleStack.seeded()
        #expect(try await sample.store.rowDrift().isNone)
    }

    @Test func changesAreCountedByFirmAndTable() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("UPDATE clients SET fee = fee + 0.01 WHERE firm_id = '\(Self.a)' AND fee <= 3.30")
        try await sample.run("UPDATE clients SET name = name WHERE firm_id = '\(Self.b)'")
        try await sample.run("DELETE FROM invoices WHERE firm_id = '\(Self.b)' AND cents <= 220")
        try await sample.run(
            "INSERT INTO invoices (firm_id, client_id, cents) SELECT firm_id, id, 1 FROM clients WHERE fee = 5.50"
        )
        try await sample.run("INSERT INTO currencies VALUES ('eur', 'Euro')")
        try await sample.run("INSERT INTO firms VALUES (gen_random_uuid(), 'c', 'Firm C')")
        let drift = try await sample.store.rowDrift()
        #expect(drift.tables == [:])
        #expect(drift.rows[Self.a] == ["clients": Drift(changed: 3), "invoices": Drift(added: 1)])
        #expect(drift.rows[Self.b] == ["invoices": Drift(added: 1, removed: 2)])
        #expect(drift.rows[""] == ["currencies": Drift(added: 1)])
        #expect(drift.rows.count == 4, "a firm that was added has itself as a row")
        #expect(try await sample.store.drift().firms[Self.a] == Drift(added: 1, changed: 3))
    }

    @Test func changeThatIsTakenBackIsNoDrift() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("UPDATE clients SET fee = fee + 1")
        try await sample.run("UPDATE clients SET fee = fee - 1")
        try await sample.run("UPDATE time_entries SET worked_on = worked_on + 365 WHERE worked_on < '2026-01-01'")
        try await sample.run("UPDATE time_entries SET worked_on = worked_on - 365 WHERE worked_on > '2026-12-01'")
        #expect(try await sample.store.rowDrift().isNone)
    }

    @Test func rowThatGoesToAnotherFirmIsRemovedFromTheOneAndAddedToTheOther() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("UPDATE time_entries SET firm_id = '\(Self.b)' WHERE id = 1")
        let drift = try await sample.store.rowDrift()
        #expect(drift.rows == [Self.a: ["time_entries": Drift(removed: 1)], Self.b: ["time_entries": Drift(added: 1)]])
    }

    @Test func rowsWithoutAKeyAreCountedEvenWhenTheyAreTheSame() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("INSERT INTO notes VALUES ('\(Self.a)', 'same'), ('\(Self.b)', 'new')")
        let expected = [Self.a: ["notes": Drift(added: 1)], Self.b: ["notes": Drift(added: 1)]]
        #expect(try await sample.store.rowDrift().rows == expected)
    }

    /// What writes a table anew leaves no trace in `xmin`, or one in each row.
    @Test(arguments: [
        "VACUUM FULL clients", "CLUSTER clients USING clients_pkey", "VACUUM FREEZE clients", "REINDEX TABLE clients",
    ])
    func changesShowAfterATableWasWrittenAnew(statement: String) async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run(statement)
        #expect(try await sample.store.rowDrift().isNone)
        try await sample.run("UPDATE clients SET name = 'x' WHERE firm_id = '\(Self.a)'")
        try await sample.run("DELETE FROM invoices WHERE firm_id = '\(Self.b)'")
        try await sample.run(statement)
        let expected = [
            Self.a: ["clients": Drift(changed: Self.all)], Self.b: ["invoices": Drift(removed: Self.all)],
        ]
        #expect(try await sample.store.rowDrift().rows == expected)
    }

    @Test func truncatedTableHasLostItsRows() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("TRUNCATE time_entries")
        let expected = [Self.a: Drift(removed: Self.all), Self.b: Drift(removed: Self.all)]
        #expect(try await sample.store.drift() == DatabaseDrift(firms: expected))
    }

    @Test func tablesThatDevelopersChangeAreNamed() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("DROP TABLE notes")
        try await sample.run("ALTER TABLE invoices ADD COLUMN memo text DEFAULT 'x'")
        try await sample.run("CREATE TABLE mine (id int PRIMARY KEY, firm_id uuid)")
        try await sample.run("INSERT INTO mine VALUES (1, '\(Self.a)'), (2, NULL)")
        try await sample.run("CREATE SCHEMA other CREATE TABLE notes (t text)")
        let drift = try await sample.store.rowDrift()
        #expect(drift.tables == ["notes": .dropped, "invoices": .altered, "mine": .added, "other.notes": .added])
        // A column that was added changes no row, and a table of one's own is no firm's.
        #expect(drift.rows == [Self.a: ["notes": Drift(removed: 4)], Self.b: ["notes": Drift(removed: 4)]])
    }

    @Test func rowsAreComparedByTheirSeededColumnsWhereOthersWereAdded() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("ALTER TABLE invoices ADD COLUMN memo text; ALTER TABLE currencies ADD COLUMN sign text")
        try await sample.run("UPDATE invoices SET memo = 'x'")
        try await sample.run("UPDATE invoices SET cents = cents + 1 WHERE number <= 3")
        let drift = try await sample.store.rowDrift()
        #expect(drift.rows == [Self.a: ["invoices": Drift(changed: 3)]])
        try await sample.run("ALTER TABLE invoices ALTER cents TYPE numeric")
        #expect(try await sample.store.rowDrift().rows[Self.b] == ["invoices": Drift(changed: Self.all)])
    }

    @Test func indexesConstraintsAndViewsAreNoDrift() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("CREATE INDEX ON clients (name); ALTER TABLE clients ALTER email SET NOT NULL")
        try await sample.run("CREATE MATERIALIZED VIEW totals AS SELECT firm_id, sum(cents) FROM invoices GROUP BY 1")
        try await sample.run("CREATE UNLOGGED TABLE _sqlx_migrations (version bigint)")
        #expect(try await sample.store.rowDrift().isNone)
    }

    @Test func databaseSettingsChangeNoHash() async throws {
        let sample = try await SampleStack.seeded()
        let before = try await sample.store.checksums()
        for setting in ["timezone = 'Asia/Tokyo'", "datestyle = 'SQL, DMY'", "extra_float_digits = 0"] {
            try await sample.server.run("ALTER DATABASE \(sample.database) SET \(setting)")
        }
        try await sample.run("UPDATE clients SET name = name")
        #expect(try await sample.store.rowDrift().isNone)
        #expect(try await sample.store.checksums() == before)
    }

    @Test func lostHashesAreToldWithTheWayOut() async throws {
        let sample = try await SampleStack.seeded()
        try await sample.run("DROP SCHEMA cpadev_seed CASCADE")
        let error = await #expect(throws: SeedingError.self) { try await sample.store.drift() }
        #expect(error?.remedy?.contains("cpadev reset") == true)
        try await sample.store.reset(to: SampleStack.hash)
        #expect(try await sample.store.rowDrift().isNone)
    }

    @Test func checksumsAreOfEachFirmAndTable() async throws {
        let sample = try await SampleStack.seeded()
        let before = try await sample.store.checksums()
        #expect(before[Self.a]?.keys.sorted() == ["clients", "firms", "invoices", "notes", "time_entries"])
        #expect(before[""]?.keys.sorted() == ["currencies"])
        try await sample.run("UPDATE notes SET body = 'x' WHERE firm_id = '\(Self.a)' AND body = 'same'")
        let after = try await sample.store.checksums()
        #expect(after[Self.b] == before[Self.b])
        #expect(after[Self.a]?["notes"] != before[Self.a]?["notes"])
        #expect(after[Self.a]?["clients"] == before[Self.a]?["clients"])
    }
}
