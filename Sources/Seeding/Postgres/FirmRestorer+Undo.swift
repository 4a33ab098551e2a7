extension FirmRestorer {
    /// The rows that a firm's reset replaced, and the tables that keep them.
    struct Former {
        var target: Target
        /// The tables with the rows that the reset inserted, and those that it removed.
        var back: String
        var gone: String
    }

    /// Returns what can be put back of an earlier step.
    /// - Throws: `SeedingError` `.refused` if the rows are no longer kept, or a table has changed since.
    func targets(of former: String) async throws -> [Former] {
        let entries = try await undo.entries(of: former, live)
        guard !entries.isEmpty else {
            throw SeedingError(.refused, "the rows that the last step replaced are no longer kept")
        }
        let tables = try await Catalogue.read(live).tables
        return try entries.map { entry in
            guard let table = tables[entry.name], let column = hashes.firmColumn(of: table),
                table.signature == entry.signature
            else {
                throw SeedingError(
                    .refused,
                    "the table '\(entry.name)' has changed since, so the replaced rows no longer fit it",
                    remedy: "restore its columns and key, then try again"
                )
            }
            return Former(
                target: target(entry.number, table, column),
                back: FirmUndo.table("back", entry.number, of: former),
                gone: FirmUndo.table("gone", entry.number, of: former)
            )
        }
    }

    /// Restores the rows that a step touched to their state before it. Others are left alone.
    func putBack(_ former: Former) async throws {
        let target = former.target
        try await undo.makeTables(for: target, live)
        let touched = [former.back, former.gone].map { "EXISTS (SELECT FROM \($0) s WHERE \(target.sameKeyCondition))" }
        // In a table without a primary key, the step removed all rows, so all are restored.
        let which = target.table.primaryKey.isEmpty ? "true" : touched.joined(separator: " OR ")
        _ = try await delete(target, where: which)
        _ = try await live.run(
            "INSERT INTO \(target.seeded) (\(target.columns)) SELECT \(target.columns) FROM \(former.gone)"
        )
        _ = try await insert(target)
    }
}
