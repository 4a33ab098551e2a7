import Foundations
import Subset

/// Reads the tables of a source, and compares its migrations with the local ones.
enum SourceSchema {
    static func read(_ link: PostgresLink, _ manifest: SeedManifest) async throws -> SubsetSchema {
        let catalogue = try await Catalogue.read(link)
        let nullable = try await columns(link, nullableQuery)
        let unique = try await columns(link, uniqueQuery)
        let references = try await references(link)
        var referencing: [String: Set<String>] = [:]
        // Both ends of a reference get the same values.
        for (table, list) in references {
            for reference in list {
                let pairs = zip(reference.columns, reference.referenced)
                for (own, other) in pairs where unique[reference.table]?.contains(other) == true {
                    referencing[table, default: []].insert(own)
                }
            }
        }
        let tables = catalogue.tables.mapValues { table in
            SubsetSchema.Table(
                table.name,
                source: table.rows,
                columns: table.columns.map { column in
                    SubsetSchema.Column(
                        column.name,
                        column.type,
                        isGenerated: column.isGenerated,
                        isNullable: nullable[table.name]?.contains(column.name) == true,
                        isUnique: unique[table.name]?.contains(column.name) == true
                            || referencing[table.name]?.contains(column.name) == true
                    )
                },
                primaryKey: table.primaryKey,
                references: references[table.name] ?? []
            )
        }
        return SubsetSchema(
            tables: tables,
            order: catalogue.loadOrder,
            firms: manifest.firmTable,
            firmColumn: manifest.firmColumn
        )
    }

    private static func columns(_ link: PostgresLink, _ query: String) async throws -> [String: Set<String>] {
        try await link.run(query).rows.reduce(into: [:]) { columns, row in
            if let table = row[0], let column = row[1] { columns[table, default: []].insert(column) }
        }
    }

    private static func references(_ link: PostgresLink) async throws -> [String: [SubsetSchema.Reference]] {
        var found: [String: [SubsetSchema.Reference]] = [:]
        var last: String?
        for row in try await link.run(referencesQuery).rows {
            guard let key = row[0], let table = row[1], let column = row[2], let other = row[3], let referenced = row[4]
            else { continue }
            if key != last {
                found[table, default: []].append(SubsetSchema.Reference(columns: [], table: other, referenced: []))
            }
            last = key
            guard var list = found[table], var reference = list.popLast() else { continue }
            reference.columns.append(column)
            reference.referenced.append(referenced)
            found[table] = list + [reference]
        }
        return found
    }

    // MARK: Migrations

    /// - Throws: `SeedingError.refused` with each migration that only one side has, or that differs.
    static func requireSameMigrations(_ link: PostgresLink, _ files: [SQLFile]) async throws {
        guard let applied = try await AppliedMigration.read(link) else {
            throw SeedingError(
                .refused,
                "the source has no table _sqlx_migrations, so its schema cannot be compared with the local one",
                remedy: "pull from a database that the platform's migrations created"
            )
        }
        let local = files.compactMap { file in
            if case .migration(let migration) = Migration.parse(file) { migration } else { nil }
        }
        let state = MigrationState(applied, comparedWith: local)
        var differences = state.missing.map { "\($0) is not applied there" }
        differences += state.changed.map { "\($0) is another file there" }
        differences += state.failed.map { "\($0) failed there" }
        differences += state.unknown.map { "\($0), which is applied there, is not among the local files" }
        guard !differences.isEmpty else { return }
        let more = differences.count > 5 ? "; \(differences.count.counted("difference")) in all" : ""
        throw SeedingError(
            .refused,
            "the source has another schema: \(differences.prefix(5).joined(separator: "; "))\(more)",
            remedy: "check out the commit that is deployed there, or wait until it has the same migrations"
        )
    }

    // MARK: Queries

    private static let nullableQuery = """
        SELECT \(Catalogue.name), a.attname
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE NOT a.attnotnull AND \(Catalogue.isTable)
        """

    private static let uniqueQuery = """
        SELECT \(Catalogue.name), a.attname
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
        WHERE i.indisunique AND \(Catalogue.isTable)
        """

    private static let referencesQuery = """
        SELECT k.oid::text, \(Catalogue.name), own.attname, (
            SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = k.confrelid
        ), other.attname
        FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY p (own, other, place)
        JOIN pg_attribute own ON own.attrelid = k.conrelid AND own.attnum = p.own
        JOIN pg_attribute other ON other.attrelid = k.confrelid AND other.attnum = p.other
        WHERE k.contype = 'f' AND k.conparentid = 0 AND \(Catalogue.isTable)
        ORDER BY k.oid, p.place
        """
}
