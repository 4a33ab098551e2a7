import FoundationEssentials

/// Computes what the other stores shall hold from loaded rows, by the manifest's queries, and keeps it on disk.
struct PlanWriter {
    let set: SeedSet
    let link: PostgresLink

    init(_ set: SeedSet, _ link: PostgresLink) {
        self.set = set
        self.link = link
    }

    /// Writes the plan beside its place and moves it there when it is whole.
    func write(to directory: String) async throws -> SeedPlan {
        let partial = directory + ".new"
        try remake(partial)
        // One state of the rows for all queries, which cannot change them.
        _ = try await link.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        let plan: SeedPlan
        do {
            plan = try await write(into: partial, for: directory)
            _ = try await link.run("COMMIT")
        } catch {
            _ = try? await link.run("ROLLBACK")
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(plan).write(to: URL(filePath: "\(partial)/plan.json"))
            // Between these two there is no plan, which is made anew then.
            try? FileManager.default.removeItem(atPath: directory)
            try FileManager.default.moveItem(atPath: partial, toPath: directory)
        } catch { throw SeedingError(.files, "cannot write \(directory): \(error)", remedy: "make room there") }
        return plan
    }

    private func write(into partial: String, for directory: String) async throws -> SeedPlan {
        let catalogue = try await Catalogue.read(link)
        var plan = SeedPlan(
            hash: set.hash,
            asOf: set.asOf,
            scale: set.scale,
            firms: try await firms(catalogue),
            directory: directory
        )
        for firm in plan.firms { try remake("\(partial)/\(firm.slug)") }
        try await writeRedis(&plan, partial)
        try await writeObjects(&plan, partial, catalogue)
        for collection in set.manifest.collections { try await writeSearch(collection, &plan, partial) }
        try await writeWorkflows(&plan, partial)
        return plan
    }

    private func remake(_ path: String) throws(SeedingError) {
        do {
            try? FileManager.default.removeItem(atPath: path)
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch { throw SeedingError(.files, "cannot make \(path): \(error)", remedy: "let cpadev write there") }
    }

    /// The firms in the manifest's order, with how many rows each has.
    private func firms(_ catalogue: Catalogue) async throws -> [SeedPlan.Firm] {
        let (table, column) = (set.manifest.firmTable, set.manifest.firmColumn)
        let name = catalogue.tables[table]?.qualifiedName ?? PostgresName.quoted(table)
        let rows = try await link.run("SELECT id::text, slug, name FROM \(name)").rows
        var firms = set.manifest.firms.compactMap { firm -> SeedPlan.Firm? in
            guard let row = rows.first(where: { $0[1] == firm.slug }), let id = row[0] else { return nil }
            let name = row[2] ?? firm.slug
            return SeedPlan.Firm(slug: firm.slug, id: id, name: name, items: [StoreName.postgres.rawValue: 1])
        }
        let counts = catalogue.tables.values.filter { $0.columns.contains { $0.name == column } }.map { table in
            "SELECT \(PostgresName.quoted(column))::text AS firm, count(*) AS rows FROM "
                + "\(table.rows) GROUP BY 1"
        }
        guard !counts.isEmpty else { return firms }
        let union = counts.sorted().joined(separator: " UNION ALL ")
        let sums = try await link.run("SELECT firm, sum(rows)::bigint FROM (\(union)) all_tables GROUP BY firm")
        for row in sums.rows {
            guard let index = firms.firstIndex(where: { $0.id == row[0] }) else { continue }
            firms[index].items[StoreName.postgres.rawValue, default: 0] += row[1].flatMap { Int($0) } ?? 0
        }
        return firms
    }
}

extension SeedSet {
    /// Computes and keeps what the other stores shall hold of the rows that a database has.
    /// - Parameters:
    ///   - link: to a database that this set was loaded into, outside of a transaction.
    ///   - directory: made anew once the plan is whole; until then, and where it fails, the former one stays.
    /// - Throws: `SeedingError.badSeed` where a query, or what it gives, is wrong.
    func writePlan(from link: PostgresLink, to directory: String) async throws -> SeedPlan {
        try await PlanWriter(self, link).write(to: directory)
    }
}
