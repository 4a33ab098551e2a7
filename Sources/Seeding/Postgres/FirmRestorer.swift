import ControlAPI

/// Restores one firm's rows in a single transaction of the stack's database. All other rows are left alone.
///
/// Only rows that differ are written, so the others keep their place on disk. Triggers do not fire, and the server
/// neither checks nor cascades foreign keys; ``ForeignKeyCheck`` checks them before the commit. Sequences stay.
///
/// The rows that were removed and inserted stay in ``FirmUndo``'s tables, so that the step can be undone.
struct FirmRestorer {
    let hashes: RowHashes
    let firm: String
    /// A session in the stack's database.
    let live: PostgresLink
    let undo: FirmUndo

    /// How long to wait for a row that another transaction has changed.
    private static let patience = "5s"

    /// A table in which the firm's rows differ.
    struct Target: Hashable, Sendable {
        var table: Catalogue.Table
        var firmColumn: String
        /// The step's tables: rows to insert, and rows that were removed.
        var seeded: String
        var gone: String

        /// A condition that selects the firm's rows.
        func firmCondition(_ firm: String) -> String { "\(firmColumn) = \(PostgresName.literal(firm))" }

        /// A condition that rows `s` and `t` have the same primary key. It is false in tables without one.
        var sameKeyCondition: String {
            let keys = table.primaryKey.map { "s.\(PostgresName.quoted($0)) = t.\(PostgresName.quoted($0))" }
            return keys.isEmpty ? "false" : keys.joined(separator: " AND ")
        }

        var columns: String { table.columns.map { PostgresName.quoted($0.name) }.joined(separator: ", ") }
    }

    func begin() async throws {
        try await live.runScript(
            """
            BEGIN ISOLATION LEVEL READ COMMITTED;
            SET LOCAL session_replication_role = replica;
            SET LOCAL lock_timeout = '\(Self.patience)'
            """
        )
    }

    /// Returns the tables to restore.
    func targets() async throws -> [Target] {
        let catalogue = try await Catalogue.read(live)
        let drift = try await RowComparison(hashes: hashes, link: live, tables: catalogue).drift(of: firm)
        let tables = catalogue.tables
        for (name, change) in drift.tables.sorted(by: { $0.key < $1.key }) {
            // A new table belongs to no firm unless it has firms' rows.
            if change == .added, tables[name].flatMap(hashes.firmColumn) == nil { continue }
            throw Self.refusal("the table '\(name)' was \(change.rawValue) since the seed")
        }
        let changed = (drift.rows[firm] ?? [:]).keys.sorted()
        return try changed.enumerated().map { number, name in
            guard let table = tables[name], let column = hashes.firmColumn(of: table) else {
                throw Self.refusal("the table '\(name)' has no firm column")
            }
            return target(number, table, column)
        }
    }

    func target(_ number: Int, _ table: Catalogue.Table, _ column: String) -> Target {
        Target(
            table: table,
            firmColumn: PostgresName.quoted(column),
            seeded: undo.table("back", number),
            gone: undo.table("gone", number)
        )
    }

    /// Makes the firm's rows in a table match the template.
    /// - Returns: how many differed.
    func restore(_ target: Target, from template: PostgresLink) async throws -> Drift {
        let (table, columns, sameKeyCondition) = (target.table, target.columns, target.sameKeyCondition)
        try await undo.makeTables(for: target, live)
        try await template.pipe(
            "COPY (SELECT \(columns) FROM \(table.rows) WHERE \(target.firmCondition(firm))) TO STDOUT",
            to: live,
            "COPY \(target.seeded) (\(columns)) FROM STDIN"
        )
        // In a table without a primary key, all of the firm's rows are removed and inserted again.
        let gone = try await delete(
            target,
            where: "NOT EXISTS (SELECT FROM \(target.seeded) s WHERE \(sameKeyCondition) AND s.* *= t.*)"
        )
        _ = try await live.run(
            "DELETE FROM \(target.seeded) s USING \(table.rows) t WHERE t.\(target.firmCondition(firm)) AND \(sameKeyCondition)"
        )
        let back = try await insert(target)
        let changed =
            try await live.run(
                "SELECT count(*) FROM \(target.gone) t WHERE EXISTS (SELECT FROM \(target.seeded) s WHERE \(sameKeyCondition))"
            ).value.flatMap { Int($0) } ?? 0
        return Drift(added: gone - changed, changed: changed, removed: back - changed)
    }

    /// Moves the firm's rows `t` that match a condition to the table of removed rows.
    func delete(_ target: Target, where condition: String) async throws -> Int {
        try await live.run(
            """
            WITH gone AS (
                DELETE FROM \(target.table.rows) t WHERE t.\(target.firmCondition(firm)) AND (\(condition)) RETURNING t.*
            )
            INSERT INTO \(target.gone) (\(target.columns)) SELECT \(target.columns) FROM gone
            """
        ).affected
    }

    /// Inserts the seeded rows.
    func insert(_ target: Target) async throws -> Int {
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
            throw Self.refusal("a row of another owner conflicts with the firm's in '\(target.table.name)'\(detail)")
        }
    }

    /// Creates the error that a firm cannot be restored on its own.
    static func refusal(_ reason: String) -> SeedingError {
        SeedingError(
            .refused,
            "\(reason), so one firm cannot be reset on its own",
            remedy: "fix that, or reset the whole database (cpadev reset --undo reverts this): cpadev reset"
        )
    }
}
