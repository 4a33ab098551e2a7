import ControlAPI

/// A hash of each row as it was seeded, kept in a schema `cpadev_seed` of the template and so in each of its clones: what
/// changed since is a query within one database.
///
/// The schema has not the name of a user that is likely: what that user makes would be in it by default.
///
/// Rows and primary keys are kept as 64-bit hashes of their text forms. Two different ones look the same in one case of
/// some 10^19.
struct RowHashes: Hashable, Sendable {
    /// The table of tenants, and the column by which other tables' rows belong to one.
    let firmTable: String
    let firmColumn: String

    /// Keeps the hashes of all rows that there are.
    func write(_ link: PostgresLink) async throws {
        let tables = try await Catalogue.read(link).sorted
        var statements = [
            "DROP SCHEMA IF EXISTS cpadev_seed CASCADE",
            "CREATE SCHEMA cpadev_seed",
            "REVOKE ALL ON SCHEMA cpadev_seed FROM PUBLIC",
            "COMMENT ON SCHEMA cpadev_seed IS 'What cpadev seeded, to tell what changed since'",
            """
            CREATE TABLE cpadev_seed.tables (
                number int, name text, signature text, files text, shape text, rows bigint, last_transaction xid
            )
            """,
            "CREATE TABLE cpadev_seed.firms (id text)",
            "CREATE TABLE cpadev_seed.rows (table_number int, firm text, key bigint, hash bigint)",
        ]
        for (number, table) in tables.enumerated() {
            let shape = SeededShape(table).text
            let texts = [table.name, table.signature, table.files, shape].map(PostgresName.literal)
                .joined(separator: ", ")
            statements.append(
                """
                WITH written AS (
                    INSERT INTO cpadev_seed.rows SELECT \(number), firm, key, hash FROM (\(hashes(of: table))) r
                    RETURNING 1
                )
                INSERT INTO cpadev_seed.tables
                SELECT \(number), \(texts), (SELECT count(*) FROM written), pg_current_xact_id()::xid
                """
            )
            if table.name == firmTable {
                statements.append(
                    "INSERT INTO cpadev_seed.firms SELECT firm FROM cpadev_seed.rows WHERE table_number = \(number)"
                )
            }
        }
        try await link.runScript(statements.joined(separator: ";\n"))
    }

    /// A hash of all rows of each firm's in each table, with their number; rows of no firm are under the empty text.
    func checksums(_ link: PostgresLink) async throws -> [String: [String: String]] {
        let parts = try await Catalogue.read(link).sorted.map { table in
            """
            SELECT \(PostgresName.literal(table.name)) AS name, firm, count(*) || ':' || sum(hash::numeric) AS sum
            FROM (\(hashes(of: table))) r GROUP BY firm
            """
        }
        var checksums: [String: [String: String]] = [:]
        guard !parts.isEmpty else { return checksums }
        for row in try await link.run(parts.joined(separator: " UNION ALL ")).rows {
            checksums[row[1] ?? "", default: [:]][row[0] ?? ""] = row[2]
        }
        return checksums
    }

    /// The ids of the firms that were seeded; nil in a database that an earlier version of cpadev seeded.
    func seededFirms(_ link: PostgresLink) async throws -> Set<String>? {
        guard try await link.run("SELECT to_regclass('cpadev_seed.firms') IS NOT NULL").value == "t" else { return nil }
        return Set(try await link.run("SELECT id FROM cpadev_seed.firms").rows.compactMap { $0[0] })
    }

    // MARK: Parts of queries

    /// A query of `firm`, `key` and `hash` of the rows of a table.
    /// - Parameters:
    ///   - filter: which rows, of `cpadev_row`; nil for all.
    ///   - columns: what is hashed of a row; nil for all of it. The hash of all columns in their order is the row's.
    ///   - further: a further column of the query.
    func hashes(
        of table: Catalogue.Table,
        where filter: String? = nil,
        columns: [String]? = nil,
        adding further: String? = nil
    ) -> String {
        let text =
            columns.map { names in
                "ROW(\(names.map { "cpadev_row.\(PostgresName.quoted($0))" }.joined(separator: ", ")))::text"
            } ?? "(cpadev_row.*)::text"
        let keys = table.primaryKey.map { "cpadev_row.\(PostgresName.quoted($0))" }
        let key =
            switch keys.count {
            case 1: "\(keys[0])::text"
            // Rows without a key are told apart by what is in them; those that are the same, by a number.
            case 0: "\(text) || row_number() OVER (PARTITION BY \(text))"
            default: "ROW(\(keys.joined(separator: ", ")))::text"
            }
        return """
            SELECT \(firm(of: table)) AS firm, hashtextextended(\(key), 0) AS key, hashtextextended(\(text), 0) AS hash\
            \(further.map { ", \($0)" } ?? "") FROM \(table.rows) cpadev_row WHERE \(filter ?? "true")
            """
    }

    /// The column that says whose a row is; nil where the table has none.
    func firmColumn(of table: Catalogue.Table) -> String? {
        if table.name == firmTable { return table.primaryKey.count == 1 ? table.primaryKey[0] : nil }
        return table.columns.contains { $0.name == firmColumn } ? firmColumn : nil
    }

    /// The firm's id as a text, empty where there is none; of `cpadev_row`.
    func firm(of table: Catalogue.Table) -> String {
        guard let column = firmColumn(of: table) else { return "''" }
        return "coalesce(cpadev_row.\(PostgresName.quoted(column))::text, '')"
    }
}
