import ControlAPI

/// A hash of each seeded row, stored in the schema `cpadev_seed` of the template and thus in each of its clones, so
/// that finding changes is a query within one database.
///
/// The schema is not named after a likely user, since that user's objects would go into it by default.
///
/// Rows and primary keys are stored as 64-bit hashes of their text forms, which collide with a probability of 1 in
/// 10^19.
struct RowHashes: Hashable, Sendable {
    /// The table of tenants, and the column that assigns rows of other tables to a tenant.
    let firmTable: String
    let firmColumn: String

    /// Writes the hashes of all current rows.
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

    /// Returns a hash and the number of rows by firm and table. Rows of no firm are under the empty string.
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

    /// Returns the ids of the seeded firms; nil if an earlier version of cpadev seeded the database.
    func seededFirms(_ link: PostgresLink) async throws -> Set<String>? {
        guard try await link.run("SELECT to_regclass('cpadev_seed.firms') IS NOT NULL").value == "t" else { return nil }
        return Set(try await link.run("SELECT id FROM cpadev_seed.firms").rows.compactMap { $0[0] })
    }

    // MARK: Parts of queries

    /// Returns a query of `firm`, `key` and `hash` of a table's rows.
    /// - Parameters:
    ///   - filter: a condition on `cpadev_row`; nil for all rows.
    ///   - columns: the columns to hash; nil for the whole row. Hashing all columns in order equals hashing the row.
    ///   - further: an additional column of the query.
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
            // Rows without a key are identified by their contents. Equal ones are numbered.
            case 0: "\(text) || row_number() OVER (PARTITION BY \(text))"
            default: "ROW(\(keys.joined(separator: ", ")))::text"
            }
        return """
            SELECT \(firm(of: table)) AS firm, hashtextextended(\(key), 0) AS key, hashtextextended(\(text), 0) AS hash\
            \(further.map { ", \($0)" } ?? "") FROM \(table.rows) cpadev_row WHERE \(filter ?? "true")
            """
    }

    /// Returns the column with a row's firm; nil if the table has none.
    func firmColumn(of table: Catalogue.Table) -> String? {
        if table.name == firmTable { return table.primaryKey.count == 1 ? table.primaryKey[0] : nil }
        return table.columns.contains { $0.name == firmColumn } ? firmColumn : nil
    }

    /// Returns an expression for the firm's id of `cpadev_row` as text; empty if there is none.
    func firm(of table: Catalogue.Table) -> String {
        guard let column = firmColumn(of: table) else { return "''" }
        return "coalesce(cpadev_row.\(PostgresName.quoted(column))::text, '')"
    }
}
