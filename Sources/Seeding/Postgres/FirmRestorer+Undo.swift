extension FirmRestorer {
    /// What a firm's reset replaced, with the tables in which it is kept.
    struct Former {
        var target: Target
        /// The rows that the reset put there, and those that it took away.
        var back: String
        var gone: String
    }

    /// What there is to put back of a former step.
    /// - Throws: `SeedingError` `.refused` where that is not kept any more, or a table is another one by now.
    func targets(of former: String) async throws -> [Former] {
        let entries = try await undo.entries(of: former, live)
        guard !entries.isEmpty else {
            throw SeedingError(.refused, "the rows that the last step replaced are not kept any more")
        }
        let tables = try await Catalogue.read(live).tables
        return try entries.map { entry in
            guard let table = tables[entry.name], let column = hashes.firmColumn(of: table),
                table.signature == entry.signature
            else {
                throw SeedingError(
                    .refused,
                    "the table '\(entry.name)' was changed since, so the rows that were replaced do not fit it any more",
                    remedy: "put its columns and key back as they were, then try again"
                )
            }
            return Former(
                target: target(entry.number, table, column),
                back: FirmUndo.table("back", entry.number, of: former),
                gone: FirmUndo.table("gone", entry.number, of: former)
            )
        }
    }

    /// Makes the rows that a step touched what they were before it. Others stay.
    func putBack(_ former: Former) async throws {
        let target = former.target
        try await undo.makeTables(for: target, live)
        let touched = [former.back, former.gone].map { "EXISTS (SELECT FROM \($0) s WHERE \(target.isSameRow))" }
        // Rows that nothing tells apart all went, and so all come back.
        let which = target.table.primaryKey.isEmpty ? "true" : touched.joined(separator: " OR ")
        _ = try await delete(target, where: which)
        _ = try await live.run(
            "INSERT INTO \(target.seeded) (\(target.columns)) SELECT \(target.columns) FROM \(former.gone)"
        )
        _ = try await insert(target)
    }
}
