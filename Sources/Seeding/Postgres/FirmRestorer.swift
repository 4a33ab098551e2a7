import ControlAPI

/// Puts one firm's rows back, in one transaction of the stack's database, and leaves every other row alone.
///
/// Only tables in which the firm's rows differ are written to, and in them only the rows that differ: the others keep
/// their place on disk. Triggers do not fire meanwhile, and foreign keys are neither checked nor followed by the server;
/// ``ForeignKeyCheck`` does that before the transaction is committed. Sequences only ever go on, and stay.
struct FirmRestorer {
    let hashes: RowHashes
    let firm: String
    /// In the stack's database.
    let live: PostgresLink

    /// How long it waits for a row that somebody else's transaction has changed.
    private static let patience = "5s"

    /// A table of firms' rows in which this firm's differ.
    struct Target: Hashable, Sendable {
        var table: Catalogue.Table
        var firmColumn: String
        /// Temporary tables: rows to put there, and rows that went.
        var seeded: String
        var gone: String
    }

    /// Begins the transaction, and says what there is to do.
    func begin() async throws -> [Target] {
        try await live.runScript(
            """
            BEGIN ISOLATION LEVEL READ COMMITTED;
            SET LOCAL session_replication_role = replica;
            SET LOCAL lock_timeout = '\(Self.patience)'
            """
        )
        let catalogue = try await Catalogue.read(live)
        let drift = try await RowComparison(hashes: hashes, link: live, tables: catalogue).drift(of: firm)
        let tables = catalogue.tables
        for (name, change) in drift.tables.sorted(by: { $0.key < $1.key }) {
            // A new table is nobody's, unless it has rows of firms.
            if change == .added, tables[name].flatMap(hashes.firmColumn) == nil { continue }
            throw Self.refusal("the table '\(name)' was \(change.rawValue) since the seed")
        }
        let changed = (drift.rows[firm] ?? [:]).keys.sorted()
        return try changed.enumerated().map { number, name in
            guard let table = tables[name], let column = hashes.firmColumn(of: table) else {
                throw Self.refusal("the table '\(name)' has no column of its firm")
            }
            return Target(
                table: table,
                firmColumn: PostgresName.quoted(column),
                seeded: "pg_temp.cpadev_seeded_\(number)",
                gone: "pg_temp.cpadev_gone_\(number)"
            )
        }
    }

    /// Makes a table's rows of the firm those of the template.
    /// - Returns: how many differed.
    func restore(_ target: Target, from template: PostgresLink) async throws -> Drift {
        let table = target.table
        let columns = table.columns.map { PostgresName.quoted($0.name) }.joined(separator: ", ")
        let isFirms = "\(target.firmColumn) = \(PostgresName.literal(firm))"
        try await live.runScript(
            """
            CREATE TEMPORARY TABLE \(target.seeded.dropFirst(8)) (LIKE \(table.qualifiedName)) ON COMMIT DROP;
            CREATE TEMPORARY TABLE \(target.gone.dropFirst(8)) (LIKE \(table.qualifiedName)) ON COMMIT DROP
            """
        )
        try await template.pipe(
            "COPY (SELECT \(columns) FROM \(table.rows) WHERE \(isFirms)) TO STDOUT",
            to: live,
            "COPY \(target.seeded) (\(columns)) FROM STDIN"
        )
        let keys = table.primaryKey.map { "s.\(PostgresName.quoted($0)) = t.\(PostgresName.quoted($0))" }
        // Rows that nothing tells apart all go, and come back.
        let isSameRow = keys.isEmpty ? "false" : keys.joined(separator: " AND ")
        let gone = try await live.run(
            """
            WITH gone AS (
                DELETE FROM \(table.rows) t WHERE t.\(isFirms)
                    AND NOT EXISTS (SELECT FROM \(target.seeded) s WHERE \(isSameRow) AND s.* *= t.*)
                RETURNING t.*
            )
            INSERT INTO \(target.gone) (\(columns)) SELECT \(columns) FROM gone
            """
        ).affected
        _ = try await live.run(
            "DELETE FROM \(target.seeded) s USING \(table.rows) t WHERE t.\(isFirms) AND \(isSameRow)"
        )
        let back = try await insert(target)
        let changed =
            try await live.run(
                "SELECT count(*) FROM \(target.gone) t WHERE EXISTS (SELECT FROM \(target.seeded) s WHERE \(isSameRow))"
            ).value.flatMap { Int($0) } ?? 0
        return Drift(added: gone - changed, changed: changed, removed: back - changed)
    }

    private func insert(_ target: Target) async throws -> Int {
        let writable = target.table.columns.filter { !$0.isGenerated }.map { PostgresName.quoted($0.name) }
            .joined(separator: ", ")
        do {
            return try await live.run(
                """
                INSERT INTO \(target.table.qualifiedName) (\(writable)) OVERRIDING SYSTEM VALUE
                SELECT \(writable) FROM \(target.seeded)
                """
            ).affected
        } catch let failure as PostgresFailure where failure.sqlState == PostgresFailure.uniqueViolation {
            let detail = failure.detail.map { ": \($0)" } ?? ""
            throw Self.refusal("a row that is not the firm's is in the way of one in '\(target.table.name)'\(detail)")
        }
    }

    /// Why a firm cannot be put back alone.
    static func refusal(_ reason: String) -> SeedingError {
        SeedingError(
            .refused,
            "\(reason), so one firm cannot be put back alone",
            remedy: "put that right, or reset the whole database: cpadev reset"
        )
    }
}
