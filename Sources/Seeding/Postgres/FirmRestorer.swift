import ControlAPI

/// Puts one firm's rows back from the template, in one transaction, and leaves every other row alone.
///
/// A row that is as it was seeded is not touched, so the work is in proportion to what changed. Triggers do not fire
/// while it runs; the foreign keys of what was changed are checked before it is committed.
struct FirmRestorer {
    let firmTable: String
    let firmColumn: String
    /// The stack's database, and the template.
    let live: PostgresLink
    let template: PostgresLink

    /// - Returns: how many rows differed.
    func restore(_ firm: String) async throws -> Drift {
        let catalogue = try await Catalogue.read(live)
        let seeded = try await Catalogue.read(template)
        let tables = try tenantTables(catalogue, seeded)
        _ = try await live.run("BEGIN")
        do {
            _ = try await live.run("SET LOCAL session_replication_role = replica")
            var drift = Drift.none
            var touched: Set<String> = []
            for table in tables {
                let change = try await restore(table, firm)
                drift = drift + change
                if change.total > 0 { touched.insert(table.name) }
            }
            try await checkForeignKeys(of: touched)
            _ = try await live.run("COMMIT")
            return drift
        } catch {
            _ = try? await live.run("ROLLBACK")
            throw error
        }
    }

    /// The tables with rows of firms, which must be the same in both databases.
    private func tenantTables(_ live: Catalogue, _ seeded: Catalogue) throws(SeedingError) -> [Catalogue.Table] {
        var tables: [Catalogue.Table] = []
        for name in seeded.loadOrder {
            guard let table = seeded.tables[name], firmColumn(of: table) != nil else { continue }
            guard live.tables[name]?.columns == table.columns, !table.primaryKey.isEmpty else {
                throw SeedingError(
                    .refused,
                    "the table '\(name)' is not as it was seeded, so one firm cannot be put back alone",
                    remedy: "reset the whole database: cpadev reset"
                )
            }
            tables.append(table)
        }
        return tables
    }

    private func firmColumn(of table: Catalogue.Table) -> String? {
        if table.name == firmTable { return table.primaryKey.count == 1 ? table.primaryKey[0] : "id" }
        return table.columns.contains { $0.name == firmColumn } ? firmColumn : nil
    }

    private func restore(_ table: Catalogue.Table, _ firm: String) async throws -> Drift {
        let name = "public.\(PostgresName.quoted(table.name))"
        let aside = "pg_temp.\(PostgresName.quoted("seeded_" + table.name))"
        let columns = table.columns.map { PostgresName.quoted($0.name) }
        let list = columns.joined(separator: ", ")
        let column = PostgresName.quoted(firmColumn(of: table) ?? firmColumn)
        _ = try await live.run("CREATE TEMP TABLE \(aside.dropFirst(8)) (LIKE \(name)) ON COMMIT DROP")
        try await template.pipe(
            "COPY (SELECT \(list) FROM \(name) WHERE \(column) = \(PostgresName.literal(firm))) TO STDOUT (FORMAT binary)",
            to: live,
            "COPY \(aside) (\(list)) FROM STDIN (FORMAT binary)"
        )
        _ = try await live.run("ANALYZE \(aside)")
        let keys = table.primaryKey.map { "s.\(PostgresName.quoted($0)) = t.\(PostgresName.quoted($0))" }
            .joined(separator: " AND ")
        // Compared byte by byte, so that types without an equality of their own are no trouble.
        let deleted = try await live.run(
            """
            WITH gone AS (
                DELETE FROM \(name) t WHERE t.\(column) = \(PostgresName.literal(firm))
                    AND NOT EXISTS (SELECT FROM \(aside) s WHERE \(keys) AND record_image_eq(s, t))
                RETURNING \(table.primaryKey.map { "t.\(PostgresName.quoted($0))" }.joined(separator: ", "))
            )
            SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM \(aside) s WHERE \(keys))) FROM gone t
            """
        )
        let writable = table.columns.filter { !$0.isGenerated }.map { PostgresName.quoted($0.name) }
        let inserted = try await live.run(
            """
            INSERT INTO \(name) (\(writable.joined(separator: ", "))) OVERRIDING SYSTEM VALUE
            SELECT \(writable.map { "s.\($0)" }.joined(separator: ", ")) FROM \(aside) s
            WHERE NOT EXISTS (SELECT FROM \(name) t WHERE \(keys))
            """
        )
        let gone = deleted.rows.first?[0].flatMap { Int($0) } ?? 0
        let changed = deleted.rows.first?[1].flatMap { Int($0) } ?? 0
        return Drift(added: gone - changed, changed: changed, removed: inserted.affected - changed)
    }

    /// Rows of other firms, or of tables without firms, may point at rows that go.
    private func checkForeignKeys(of touched: Set<String>) async throws {
        guard !touched.isEmpty else { return }
        let list = touched.sorted().map(PostgresName.literal).joined(separator: ", ")
        let keys = try await live.run(
            """
            SELECT k.conname, c.relname, f.relname,
                (SELECT string_agg(format('c.%1$I = p.%2$I', a.attname, b.attname), ' AND ' ORDER BY u.n)
                    FROM unnest(k.conkey, k.confkey) WITH ORDINALITY u(child, parent, n)
                    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.child
                    JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = u.parent),
                (SELECT string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ')
                    FROM unnest(k.conkey) u(child)
                    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.child),
                c.oid::regclass::text, f.oid::regclass::text
            FROM pg_constraint k
            JOIN pg_class c ON c.oid = k.conrelid
            JOIN pg_class f ON f.oid = k.confrelid
            WHERE k.contype = 'f' AND k.conparentid = 0 AND (c.relname IN (\(list)) OR f.relname IN (\(list)))
            """
        )
        for row in keys.rows {
            guard let name = row[0], let join = row[3], let present = row[4], let child = row[5], let parent = row[6]
            else { continue }
            let dangling = try await live.run(
                """
                SELECT c::text FROM \(child) c
                WHERE \(present) AND NOT EXISTS (SELECT FROM \(parent) p WHERE \(join)) LIMIT 1
                """
            )
            if let row = dangling.value {
                throw SeedingError(
                    .refused,
                    "a row of '\(child)' points at a row of '\(parent)' that goes with the reset (\(name)): \(row)",
                    remedy: "remove that row, or reset the whole database: cpadev reset"
                )
            }
        }
    }
}

extension PostgresStore {
    func reset(firm id: String, to hash: String) async throws -> Drift {
        try await requireOurs()
        guard try await hasTemplate(hash) else {
            throw SeedingError(.refused, "the template of the seed is missing", remedy: "cpadev seed --rebuild")
        }
        let template = try await openTemplate(hash)
        do {
            let live = try await open(endpoint.database)
            let restorer = FirmRestorer(firmTable: firmTable, firmColumn: firmColumn, live: live, template: template)
            let result: Result<Drift, any Error>
            do { result = .success(try await restorer.restore(id)) } catch { result = .failure(error) }
            await live.close()
            await template.close()
            // A clone needs the template for itself, and a session that ends takes a moment.
            try await endSessions(names.template(hash))
            return try result.get()
        } catch {
            await template.close()
            throw error
        }
    }
}
