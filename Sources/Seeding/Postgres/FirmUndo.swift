/// The rows that a firm's reset replaced, kept in tables of the schema `cpadev_seed` in the same database, so that the
/// step's own transaction writes and drops them. The table `cpadev_seed.undo` lists them.
///
/// The tables are logged. Unlogged ones would be empty after a crash of the server, and undoing would then lose rows.
struct FirmUndo: Sendable {
    let step: RowStep
    let firm: String

    /// A table with kept rows.
    struct Entry: Hashable, Sendable {
        var number: Int
        /// The name and signature of the original table; see ``Catalogue/Table``.
        var name: String
        var signature: String
    }

    func table(_ what: String, _ number: Int) -> String { Self.table(what, number, of: step.id) }

    static func table(_ what: String, _ number: Int, of step: String) -> String {
        "cpadev_seed.\(PostgresName.quoted("undo_\(step)_\(what)_\(number)"))"
    }

    func makeTables(for target: FirmRestorer.Target, _ live: PostgresLink) async throws {
        let made = [target.seeded, target.gone].map { "CREATE TABLE \($0) (LIKE \(target.table.qualifiedName))" }
        try await live.runScript(made.joined(separator: ";\n"))
    }

    /// Registers the kept rows in place of those of the step before, or drops them if they exceed the limit.
    func finish(_ targets: [FirmRestorer.Target], _ live: PostgresLink) async throws -> KeptRows {
        guard !targets.isEmpty else { return .nothingDiffered }
        let own = targets.flatMap { [$0.seeded, $0.gone] }
        let sizes = own.map { "pg_total_relation_size(\(PostgresName.literal($0)))" }.joined(separator: " + ")
        let bytes = try await live.run("SELECT \(sizes)").value.flatMap { Int64($0) } ?? 0
        let isTooLarge = bytes > step.undoLimit
        var statements = [
            "CREATE TABLE IF NOT EXISTS cpadev_seed.undo (number int, name text, signature text, step text, firm text)",
            "DELETE FROM cpadev_seed.undo",
        ]
        statements += try await formerTables(except: isTooLarge ? [] : own, live).map { "DROP TABLE \($0)" }
        if !isTooLarge {
            statements += targets.enumerated().map { number, target in
                let texts = [target.table.name, target.table.signature, step.id, firm].map(PostgresName.literal)
                return "INSERT INTO cpadev_seed.undo VALUES (\(number), \(texts.joined(separator: ", ")))"
            }
        }
        try await live.runScript(statements.joined(separator: ";\n"))
        return isTooLarge ? .tooLarge(bytes: bytes) : .kept(bytes: bytes)
    }

    /// Returns the tables that a step kept of the firm.
    func entries(of former: String, _ live: PostgresLink) async throws -> [Entry] {
        let exists = try await live.run("SELECT to_regclass('cpadev_seed.undo')").value != nil
        guard exists else { return [] }
        let answer = try await live.run(
            "SELECT number, name, signature FROM cpadev_seed.undo WHERE step = $1 AND firm = $2 ORDER BY number",
            [former, firm]
        )
        return answer.rows.map { row in
            Entry(number: row[0].flatMap { Int($0) } ?? 0, name: row[1] ?? "", signature: row[2] ?? "")
        }
    }

    private func formerTables(except own: [String], _ live: PostgresLink) async throws -> [String] {
        let answer = try await live.run(
            """
            SELECT format('cpadev_seed.%s', '"' || relname || '"') FROM pg_class
            WHERE relnamespace = 'cpadev_seed'::regnamespace AND relkind = 'r' AND starts_with(relname, 'undo_')
            ORDER BY 1
            """
        )
        return answer.rows.compactMap { $0[0] }.filter { !own.contains($0) }
    }
}
