import ControlAPI

/// A hash of each row as it was seeded, kept in a schema `cpadev` of the template and so in each of its clones: what
/// changed since is a query within one database.
///
/// Rows and primary keys are kept as 64-bit hashes of their text forms. Two different rows that look the same to it are
/// one in some 10^19; it tells people what changed, and nothing is put back by it.
struct RowHashes {
    let firmTable: String
    let firmColumn: String

    func write(_ link: PostgresLink) async throws {
        let catalogue = try await Catalogue.read(link)
        var statements = [
            "DROP SCHEMA IF EXISTS cpadev CASCADE",
            "CREATE SCHEMA cpadev",
            "COMMENT ON SCHEMA cpadev IS 'What cpadev seeded, to tell what changed since'",
            "CREATE TABLE cpadev.seed_tables (number int, name text, keys text)",
            "CREATE TABLE cpadev.seed_rows (table_number int, firm text, key bigint, hash bigint)",
        ]
        for (number, table) in catalogue.tables.values.sorted(by: { $0.name < $1.name }).enumerated() {
            let keys = PostgresName.literal(keys(of: table).joined(separator: ","))
            statements.append(
                "INSERT INTO cpadev.seed_tables VALUES (\(number), \(PostgresName.literal(table.name)), \(keys))"
            )
            statements.append(
                "INSERT INTO cpadev.seed_rows SELECT \(number), firm, key, hash FROM (\(rows(of: table))) r"
            )
        }
        statements.append("REVOKE ALL ON SCHEMA cpadev FROM PUBLIC")
        try await link.runScript(statements.joined(separator: ";\n"))
    }

    /// What changed, by firm; rows of no firm are under the empty text.
    func drift(_ link: PostgresLink) async throws -> [String: Drift] {
        let catalogue = try await Catalogue.read(link)
        let seeded = try await link.run("SELECT number, name FROM cpadev.seed_tables")
        let numbers = Dictionary(seeded.rows.map { ($0[1] ?? "", $0[0] ?? "") }) { first, _ in first }
        var parts: [String] = []
        for table in catalogue.tables.values.sorted(by: { $0.name < $1.name }) {
            let number = numbers[table.name] ?? "-1"
            parts.append(
                """
                SELECT coalesce(s.firm, t.firm) AS firm, s.key IS NULL AS added, t.key IS NULL AS removed
                FROM (\(rows(of: table))) t
                FULL JOIN (SELECT firm, key, hash FROM cpadev.seed_rows WHERE table_number = \(number)) s USING (key)
                WHERE s.hash IS DISTINCT FROM t.hash
                """
            )
        }
        for (name, number) in numbers.sorted(by: { $0.key < $1.key }) where catalogue.tables[name] == nil {
            parts.append("SELECT firm, false, true FROM cpadev.seed_rows WHERE table_number = \(number)")
        }
        guard !parts.isEmpty else { return [:] }
        let answer = try await link.run(
            """
            SELECT coalesce(firm, ''), count(*) FILTER (WHERE added), count(*) FILTER (WHERE NOT added AND NOT removed),
                count(*) FILTER (WHERE removed)
            FROM (\(parts.joined(separator: "\nUNION ALL\n"))) d GROUP BY 1
            """
        )
        let pairs = answer.rows.map { row in
            func count(_ column: Int) -> Int { row[column].flatMap { Int($0) } ?? 0 }
            return (row[0] ?? "", Drift(added: count(1), changed: count(2), removed: count(3)))
        }
        return Dictionary(pairs) { $0 + $1 }
    }

    private func rows(of table: Catalogue.Table) -> String {
        let keys = keys(of: table).map { "t.\(PostgresName.quoted($0))::text" }.joined(separator: ", ")
        let firm: String =
            if table.name == firmTable {
                "t.id::text"
            } else if table.columns.contains(where: { $0.name == firmColumn }) {
                "t.\(PostgresName.quoted(firmColumn))::text"
            } else {
                "NULL::text"
            }
        return """
            SELECT \(firm) AS firm, hashtextextended(concat_ws('/', \(keys)), 0) AS key, \
            hashtextextended(t::text, 0) AS hash FROM public.\(PostgresName.quoted(table.name)) t
            """
    }

    /// A table without a primary key is known by its whole rows.
    private func keys(of table: Catalogue.Table) -> [String] {
        table.primaryKey.isEmpty ? table.columns.map(\.name) : table.primaryKey
    }
}

extension PostgresStore {
    func drift() async throws -> [String: Drift] {
        try await requireOurs()
        let link = try await open(endpoint.database)
        do {
            let drift = try await RowHashes(firmTable: firmTable, firmColumn: firmColumn).drift(link)
            await link.close()
            return drift
        } catch {
            await link.close()
            throw error
        }
    }
}
