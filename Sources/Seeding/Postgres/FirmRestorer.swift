import ControlAPI

/// Puts one firm's rows back, in one transaction of the stack's database, and leaves every other row alone.
///
/// Only tables in which the firm's rows differ are written to, and in them only the rows that differ: the others keep
/// their place on disk. Triggers do not fire meanwhile, and foreign keys are neither checked nor followed by the server;
/// ``ForeignKeyCheck`` does that before the transaction is committed. Sequences only ever go on, and stay.
///
/// The rows that went and those that came stay in ``FirmUndo``'s tables, so that the step can be undone.
struct FirmRestorer {
    let hashes: RowHashes
    let firm: String
    /// In the stack's database.
    let live: PostgresLink
    let undo: FirmUndo

    /// How long it waits for a row that somebody else's transaction has changed.
    private static let patience = "5s"

    /// A table of firms' rows in which this firm's differ.
    struct Target: Hashable, Sendable {
        var table: Catalogue.Table
        var firmColumn: String
        /// Tables of the step: rows to put there, and rows that went.
        var seeded: String
        var gone: String

        /// Which rows are the firm's.
        func isFirms(_ firm: String) -> String { "\(firmColumn) = \(PostgresName.literal(firm))" }

        /// Whether rows `s` and `t` are one; rows that nothing tells apart never are.
        var isSameRow: String {
            let keys = table.primaryKey.map { "s.\(PostgresName.quoted($0)) = t.\(PostgresName.quoted($0))" }
            return keys.isEmpty ? "false" : keys.joined(separator: " AND ")
        }

        var columns: String { table.columns.map { PostgresName.quoted($0.name) }.joined(separator: ", ") }
    }

    /// Begins the transaction.
    func begin() async throws {
        try await live.runScript(
            """
            BEGIN ISOLATION LEVEL READ COMMITTED;
            SET LOCAL session_replication_role = replica;
            SET LOCAL lock_timeout = '\(Self.patience)'
            """
        )
    }

    /// Says what there is to do.
    func targets() async throws -> [Target] {
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

    /// Makes a table's rows of the firm those of the template.
    /// - Returns: how many differed.
    func restore(_ target: Target, from template: PostgresLink) async throws -> Drift {
        let (table, columns, isSameRow) = (target.table, target.columns, target.isSameRow)
        try await undo.makeTables(for: target, live)
        try await template.pipe(
            "COPY (SELECT \(columns) FROM \(table.rows) WHERE \(target.isFirms(firm))) TO STDOUT",
            to: live,
            "COPY \(target.seeded) (\(columns)) FROM STDIN"
        )
        // Rows that nothing tells apart all go, and come back.
        let gone = try await delete(
            target,
            where: "NOT EXISTS (SELECT FROM \(target.seeded) s WHERE \(isSameRow) AND s.* *= t.*)"
        )
        _ = try await live.run(
            "DELETE FROM \(target.seeded) s USING \(table.rows) t WHERE t.\(target.isFirms(firm)) AND \(isSameRow)"
        )
        let back = try await insert(target)
        let changed =
            try await live.run(
                "SELECT count(*) FROM \(target.gone) t WHERE EXISTS (SELECT FROM \(target.seeded) s WHERE \(isSameRow))"
            ).value.flatMap { Int($0) } ?? 0
        return Drift(added: gone - changed, changed: changed, removed: back - changed)
    }

    /// Moves rows of the firm, `t`, to those that went.
    func delete(_ target: Target, where condition: String) async throws -> Int {
        try await live.run(
            """
            WITH gone AS (
                DELETE FROM \(target.table.rows) t WHERE t.\(target.isFirms(firm)) AND (\(condition)) RETURNING t.*
            )
            INSERT INTO \(target.gone) (\(target.columns)) SELECT \(target.columns) FROM gone
            """
        ).affected
    }

    /// Puts the rows there that are to be.
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
            throw Self.refusal("a row that is not the firm's is in the way of one in '\(target.table.name)'\(detail)")
        }
    }

    /// Why a firm cannot be put back alone.
    static func refusal(_ reason: String) -> SeedingError {
        SeedingError(
            .refused,
            "\(reason), so one firm cannot be put back alone",
            remedy: "put that right, or reset the whole database, which cpadev reset --undo takes back: cpadev reset"
        )
    }
}
