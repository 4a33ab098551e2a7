import Diagnostics
import Foundation
import Subset
import Testing

@testable import Seeding

/// Pulls from a real server.
@Suite(.enabled(if: PostgresServer.isWanted)) struct PullTests {
    private func withBench(_ body: (PullBench) async throws -> Void) async throws {
        let bench = try await PullBench()
        let result = await attempt { try await body(bench) }
        await bench.end()
        try result.get()
    }

    /// The sensitive columns of the demo firms' schema: those of text that a check does not restrict to a list.
    private static let marked = [
        "firms": ["name", "city", "phone", "website"], "roles": ["description"],
        "users": ["email", "full_name", "title", "phone"],
        "clients": ["number", "name", "contact_name", "email", "phone", "street", "city"],
        "engagements": ["number", "title"], "tasks": ["title"], "documents": ["file_name", "content_type"],
        "time_entries": ["note"], "invoices": ["number"], "invoice_lines": ["description"], "payments": ["reference"],
        "messages": ["subject", "body"], "audit_log": ["subject"],
    ]

    @Test func aPulledSetLoadsAndSatisfiesItsChecks() async throws {
        try await withBench { bench in
            let outcome = try await bench.pull()
            #expect(outcome.firms.count == 3)
            #expect(outcome.searchedCells > 10_000)
            let loaded = try await bench.load()
            // The load has run the checks and found every reference.
            for table in ["clients", "engagements", "invoices", "payments", "documents", "messages", "audit_log"] {
                let count = "SELECT count(*) FROM \(table)"
                #expect(try await loaded.value(count) == bench.source.value(count), "\(table)")
            }
            let names = try await Set(bench.source.rows("SELECT name FROM clients").map { $0[0] })
            let fakes = try await Set(loaded.rows("SELECT name FROM clients").map { $0[0] })
            #expect(names.isDisjoint(with: fakes))
            await loaded.end()
        }
    }

    @Test func theSamePullGivesTheSameBytes() async throws {
        try await withBench { bench in
            _ = try await bench.pull(into: "first")
            _ = try await bench.pull(into: "second")
            #expect(try bench.files("first") == bench.files("second"))
        }
    }

    @Test func noMarkIsLeftThatWasInAnyTextColumn() async throws {
        try await withBench { bench in
            for (table, columns) in Self.marked {
                let sets = columns.map { "\($0) = \($0) || ' MARK7f3a ' || left(md5(\($0)), 6)" }
                try await bench.change("UPDATE \(table) SET \(sets.joined(separator: ", "))")
            }
            try await bench.change(#"UPDATE audit_log SET detail = '{"note": "MARK7f3a in JSON"}'"#)
            // A check of the schema restricts these.
            try await bench.change("UPDATE firms SET slug = 'mark7f3a-' || slug")
            try await bench.change("UPDATE documents SET object_key = 'MARK7f3a' || object_key")
            let outcome = try await bench.pull()
            #expect(outcome.rows > 20_000)
            for (name, content) in try bench.files("set") {
                #expect(!String(decoding: content, as: UTF8.self).lowercased().contains("mark7f3a"), "\(name)")
            }
            let loaded = try await bench.load()
            await loaded.end()
        }
    }

    @Test func anOriginalThatARuleKeepsIsFound() async throws {
        try await withBench { bench in
            let rules = try bench.rules { $0 = $0.replacing("    note: text\n", with: "    note: keep\n") }
            try await bench.change(
                """
                UPDATE time_entries SET note = 'call with ' || (
                    SELECT c.name FROM engagements e JOIN clients c ON c.id = e.client_id WHERE e.id = engagement_id
                ) WHERE note IS NOT NULL
                """
            )
            let error = await #expect(throws: SeedingError.self) { try await bench.pull(rules: rules) }
            #expect(error?.message.contains("original values are left") == true)
            #expect(error?.message.contains("time_entries.note (firms/") == true)
        }
    }

    @Test func aPartIsClosedUnderReferences() async throws {
        try await withBench { bench in
            let outcome = try await bench.pull(firms: ["tidewater-tax"], limit: 5)
            #expect(outcome.firms.count == 1)
            let loaded = try await bench.load()
            #expect(try await loaded.value("SELECT count(*) FROM clients") == "5")
            let firm = try await bench.source.value("SELECT id FROM firms WHERE slug = 'tidewater-tax'")
            #expect(try await loaded.value("SELECT string_agg(id::text, ' ') FROM firms") == firm)
            // What hangs on the clients is there.
            for table in ["engagements", "invoices", "documents", "messages"] {
                let ids = try await loaded.value("SELECT string_agg(quote_literal(id), ',') FROM clients") ?? ""
                let wanted = try await bench.source.value("SELECT count(*) FROM \(table) WHERE client_id IN (\(ids))")
                #expect(try await loaded.value("SELECT count(*) FROM \(table)") == wanted, "\(table)")
            }
            await loaded.end()
        }
    }

    // MARK: Refusals

    @Test func aRoleThatCanWriteIsRefused() async throws {
        try await withBench { bench in
            for grant in [
                "GRANT INSERT ON clients TO reader", "GRANT UPDATE (name) ON clients TO reader",
                "GRANT CREATE ON SCHEMA public TO reader", "ALTER TABLE tasks OWNER TO reader",
                "ALTER ROLE reader CREATEDB", "GRANT pg_write_all_data TO reader", "GRANT TRUNCATE ON tasks TO reader",
            ] {
                try await bench.change("BEGIN; \(grant); COMMIT")
                let error = await #expect(throws: SeedingError.self) { try await bench.pull() }
                #expect(error?.message.contains("can write") == true, "\(grant): \(error?.message ?? "")")
                try await bench.change(
                    """
                    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM reader; REVOKE CREATE ON SCHEMA public FROM reader;
                    REVOKE ALL (name) ON clients FROM reader; ALTER TABLE tasks OWNER TO CURRENT_USER;
                    ALTER ROLE reader NOCREATEDB; REVOKE pg_write_all_data FROM reader;
                    GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader
                    """
                )
            }
            let error = await #expect(throws: SeedingError.self) { try await bench.pull(as: PostgresServer.user) }
            #expect(error?.message.contains("SUPERUSER") == true)
            _ = try await bench.pull()
        }
    }

    @Test func aRoleThatPoliciesHideRowsFromIsRefused() async throws {
        try await withBench { bench in
            try await bench.change("ALTER ROLE reader NOBYPASSRLS")
            let error = await #expect(throws: SeedingError.self) { try await bench.pull() }
            #expect(error?.remedy?.contains("BYPASSRLS") == true, "\(error?.message ?? "")")
        }
    }

    @Test func aNewColumnIsRefusedWithASuggestion() async throws {
        try await withBench { bench in
            try await bench.change("ALTER TABLE clients ADD COLUMN spouse_ssn text")
            try await bench.change("UPDATE clients SET spouse_ssn = '078-05-1120'")
            let error = await #expect(throws: SeedingError.self) { try await bench.pull() }
            #expect(error?.diagnostics.map(\.code.rawValue) == ["missing-rule"])
            #expect(error?.diagnostics.first?.hint == "perhaps, under clients: `spouse_ssn: ssn`")
            #expect(error?.diagnostics.first?.message.contains("clients.spouse_ssn") == true)
        }
    }

    @Test func aSourceWithOtherMigrationsIsRefused() async throws {
        try await withBench { bench in
            try await bench.change("DELETE FROM _sqlx_migrations WHERE version = 6")
            let error = await #expect(throws: SeedingError.self) { try await bench.pull() }
            #expect(error?.message.contains("is not applied there") == true)
            try await bench.change("DROP TABLE _sqlx_migrations")
            let other = await #expect(throws: SeedingError.self) { try await bench.pull() }
            #expect(other?.message.contains("no table _sqlx_migrations") == true)
        }
    }

    @Test func anUnknownFirmIsNamed() async throws {
        try await withBench { bench in
            let error = await #expect(throws: SeedingError.self) { try await bench.pull(firms: ["tidewater"]) }
            #expect(error?.message == "the source has no firm 'tidewater'")
            #expect(error?.remedy?.contains("tidewater-tax") == true)
        }
    }

    @Test func aServerThatIsNotThereIsReportedWithoutThePassword() async throws {
        let addresses: [(String, SeedingError.Code)] = [
            ("postgres://a:s3cret@127.0.0.1:1/x", .unreachable), ("postgres://a:s3cret@127.0.0.1:x/y", .unknownName),
            ("host=a password=s3cret", .unknownName),
        ]
        for (address, code) in addresses {
            let error = await #expect(throws: SeedingError.self) { try await SourceDatabase.open(address: address) }
            #expect(error?.code == code)
            #expect(error?.message.contains("s3cret") == false)
        }
    }

    @Test func aCancelledPullEnds() async throws {
        try await withBench { bench in
            let pull = Task { try await bench.pull() }
            pull.cancel()
            let error = await #expect(throws: SeedingError.self) { try await pull.value }
            #expect(error?.code == .cancelled)
        }
    }

    // MARK: Dumps

    @Test(arguments: ["plain", "custom", "directory", "tar"])
    func aDumpGivesTheSameSetAsItsDatabase(format: String) async throws {
        try await withBench { bench in
            let dump = try await bench.dump("--format=\(format)")
            _ = try await bench.pull(into: "database")
            _ = try await bench.pull(from: dump, into: "dump")
            #expect(try bench.files("database") == bench.files("dump"))
            #expect(try await bench.restoredDatabases() == 0)
        }
    }

    @Test(arguments: ["plain", "custom"])
    func anIncompleteDumpIsRefusedAndLeavesNothing(format: String) async throws {
        try await withBench { bench in
            let dump = try await bench.dump("--format=\(format)")
            let file = try FileHandle(forUpdating: URL(filePath: dump))
            try file.truncate(atOffset: try file.seekToEnd() * 2 / 3)
            try file.close()
            let error = await #expect(throws: SeedingError.self) { try await bench.pull(from: dump) }
            #expect(error?.message.contains("the dump") == true, "\(error?.message ?? "")")
            #expect(try await bench.restoredDatabases() == 0)
        }
    }

    @Test func aFileThatIsNoDumpIsRefused() async throws {
        try await withBench { bench in
            for (content, words) in [("hello\n", "not a dump"), ("\u{1F}\u{8B}", "not a dump")] {
                let path = "\(bench.folder)/\(UUID())"
                try Data(content.utf8).write(to: URL(filePath: path))
                let error = await #expect(throws: SeedingError.self) { try await bench.pull(from: path) }
                #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
            }
            let error = await #expect(throws: SeedingError.self) { try await bench.pull(from: "/nowhere/dump") }
            #expect(error?.message == "cannot read /nowhere/dump: No such file or directory")
        }
    }
}
