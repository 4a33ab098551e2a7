import FoundationEssentials

/// Computes the content of the other stores from loaded rows with the manifest's queries, and writes it to disk.
struct PlanWriter {
    let set: SeedSet
    let link: PostgresLink

    init(_ set: SeedSet, _ link: PostgresLink) {
        self.set = set
        self.link = link
    }

    /// Writes the plan to a temporary directory and moves it to `directory` when it is complete.
    func write(to directory: String) async throws -> SeedPlan {
        let partial = directory + ".new"
        try remake(partial)
        // All queries read the same snapshot and cannot write.
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
            // If cpadev stops between these two steps, there is no plan and it is written again.
            try? FileManager.default.removeItem(atPath: directory)
            try FileManager.default.moveItem(atPath: partial, toPath: directory)
        } catch {
            throw SeedingError(.files, "cannot write \(directory): \(failureWords(error))", remedy: "make room there")
        }
        return plan
    }

    private func write(into partial: String, for directory: String) async throws -> SeedPlan {
        let catalogue = try await Catalogue.read(link)
        var plan = SeedPlan(
            hash: set.hash,
            asOf: set.asOf,
            scale: set.scale,
            firms: try await firms(catalogue),
            directory: directory,
            stores: set.stores
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
        } catch {
            throw SeedingError(
                .files,
                "cannot create \(path): \(failureWords(error))",
                remedy: "let cpadev write there"
            )
        }
    }

    /// Returns the firms in manifest order with their row counts.
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
    /// Computes the content of the other stores from a database's rows and writes it to disk.
    /// - Parameters:
    ///   - link: a connection, outside a transaction, to a database that this set was loaded into.
    ///   - directory: replaced once the plan is complete; kept unchanged on failure.
    /// - Throws: `SeedingError.badSeed` if a query or its result is wrong.
    func writePlan(from link: PostgresLink, to directory: String) async throws -> SeedPlan {
        try await PlanWriter(self, link).write(to: directory)
    }
}
