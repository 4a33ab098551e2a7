import ControlAPI

/// Compares a database's rows with the recorded hashes of the seeded rows.
///
/// Hashing all rows each time would take seconds for millions of rows. A row written after the seed has a later
/// transaction in `xmin`, and a deleted row reduces the count. A table with neither is unchanged; otherwise only its
/// new rows are hashed. A statement that rewrites the table may reset `xmin`, but changes its files; then all rows are
/// compared.
struct RowComparison {
    let hashes: RowHashes
    let link: PostgresLink
    /// The tables that the database has now.
    let tables: Catalogue

    /// The range of usable transaction ages. Ages wrap around, so beyond half their range they are ambiguous.
    private static let horizon = 0..<1_000_000_000

    private struct Seeded {
        var number: Int
        var signature: String
        var files: String
        /// nil if an earlier version of cpadev seeded the database.
        var shape: SeededShape?
        var rows: Int
        /// The age of the seed's last transaction, in transactions.
        var age: Int
    }

    private enum Look { case allRows, newRows }

    /// Returns the row drift.
    /// - Parameter firm: the only firm to compare; nil for all.
    /// - Throws: `SeedingError` `.refused` if the hashes are missing.
    func drift(of firm: String? = nil) async throws -> RowDrift {
        let seeded = try await seededTables()
        var drift = RowDrift()
        var parts: [String] = []
        var unwritten: [Catalogue.Table] = []
        for table in tables.sorted {
            guard let known = seeded[table.name] else {
                // A developer's own table may have any size, so its rows are not hashed.
                drift.tables[table.name] = .added
                continue
            }
            if known.signature != table.signature {
                drift.tables[table.name] = .altered
                // Added columns do not count as changes of seeded rows.
                let columns = known.shape.flatMap { $0.isKept(by: table) ? $0.columns.map(\.name) : nil }
                parts.append(comparison(table, known.number, .allRows, columns: columns))
            } else if known.files != table.files || !Self.horizon.contains(known.age) {
                parts.append(comparison(table, known.number, .allRows))
            } else {
                unwritten.append(table)
            }
        }
        for table in try await touched(unwritten, seeded) {
            parts.append(comparison(table, seeded[table.name]?.number, table.primaryKey.isEmpty ? .allRows : .newRows))
        }
        for (name, table) in seeded where tables.tables[name] == nil {
            drift.tables[name] = .dropped
            parts.append(
                "SELECT \(PostgresName.literal(name)), firm, 0, 0, count(*) FROM \(Self.rows(table.number)) s GROUP BY firm"
            )
        }
        guard !parts.isEmpty else { return drift }
        for row in try await link.run(parts.joined(separator: " UNION ALL ")).rows {
            func count(_ column: Int) -> Int { row[column].flatMap { Int($0) } ?? 0 }
            let change = Drift(added: count(2), changed: count(3), removed: count(4))
            guard let name = row[0], let owner = row[1] else { continue }
            guard change.total > 0, firm == nil || owner == firm else { continue }
            drift.rows[owner, default: [:]][name] = change
        }
        return drift
    }

    private func seededTables() async throws -> [String: Seeded] {
        do {
            let answer = try await link.run(
                """
                SELECT name, number, signature, files, rows, age(last_transaction), to_jsonb(t) ->> 'shape'
                FROM cpadev_seed.tables t
                """
            )
            let pairs = answer.rows.map { row in
                func number(_ column: Int) -> Int { row[column].flatMap { Int($0) } ?? 0 }
                let table = Seeded(
                    number: number(1),
                    signature: row[2] ?? "",
                    files: row[3] ?? "",
                    shape: row[6].flatMap(SeededShape.init),
                    rows: number(4),
                    age: number(5)
                )
                return (row[0] ?? "", table)
            }
            return Dictionary(pairs) { first, _ in first }
        } catch let failure as PostgresFailure where failure.sqlState == PostgresFailure.undefinedTable {
            throw SeedingError(
                .refused,
                "the schema 'cpadev_seed', which records what was seeded, is missing from the database",
                remedy: "reset everything: cpadev reset"
            )
        }
    }

    /// Returns the tables that have new rows, or fewer rows.
    private func touched(_ tables: [Catalogue.Table], _ seeded: [String: Seeded]) async throws -> [Catalogue.Table] {
        let parts = tables.map { table in
            """
            SELECT \(PostgresName.literal(table.name)), count(*),
                count(*) FILTER (WHERE \(Self.isNew(seeded[table.name]?.number)))
            FROM \(table.rows) cpadev_row
            """
        }
        guard !parts.isEmpty else { return [] }
        let answer = try await link.run(parts.joined(separator: " UNION ALL "))
        let same = answer.rows.filter { row in
            row[2] == "0" && row[1].flatMap { Int($0) } == row[0].flatMap { seeded[$0]?.rows }
        }
        let names = Set(same.compactMap { $0[0] })
        return tables.filter { !names.contains($0.name) }
    }

    // MARK: Parts of queries

    private static func isNew(_ number: Int?) -> String {
        "age(cpadev_row.xmin) < (SELECT age(last_transaction) FROM cpadev_seed.tables WHERE number = \(number ?? -1))"
    }

    private static func rows(_ number: Int?) -> String {
        "(SELECT firm, key, hash FROM cpadev_seed.rows WHERE table_number = \(number ?? -1))"
    }

    /// Returns a query of the name, the firm, and the numbers of added, changed and removed rows. A row that moved from
    /// one firm to another counts as removed from the one and added to the other.
    private func comparison(
        _ table: Catalogue.Table,
        _ number: Int?,
        _ look: Look,
        columns: [String]? = nil
    ) -> String {
        let name = PostgresName.literal(table.name)
        switch look {
        case .allRows:
            return """
                SELECT \(name), firm, count(*) FILTER (WHERE s.hash IS NULL), count(*) FILTER (WHERE s.hash <> t.hash),
                    count(*) FILTER (WHERE t.hash IS NULL)
                FROM (\(hashes.hashes(of: table, columns: columns))) t FULL JOIN \(Self.rows(number)) s USING (firm, key) GROUP BY firm
                """
        case .newRows:
            // A seeded row exists in its old version, in a new one, or not at all.
            let isNew = Self.isNew(number)
            return """
                SELECT \(name), firm, sum(added), sum(changed), sum(seeded) - sum(there) FROM (
                    SELECT firm, count(*) FILTER (WHERE s.hash IS NULL) AS added,
                        count(*) FILTER (WHERE s.hash <> t.hash) AS changed, 0 AS seeded, count(s.hash) AS there
                    FROM (\(hashes.hashes(of: table, where: isNew))) t LEFT JOIN \(Self.rows(number)) s USING (firm, key)
                    GROUP BY firm
                    UNION ALL
                    SELECT \(hashes.firm(of: table)), 0, 0, 0, count(*) FROM \(table.rows) cpadev_row
                    WHERE NOT \(isNew) GROUP BY 1
                    UNION ALL
                    SELECT firm, 0, 0, count(*), 0 FROM \(Self.rows(number)) s GROUP BY firm
                ) counts GROUP BY firm
                """
        }
    }
}
