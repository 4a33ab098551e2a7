/// What a database's catalogue says of its tables. Those of extensions and cpadev are left out, those of migration tools
/// too: they say how the database came to be.
struct Catalogue: Hashable, Sendable {
    struct Column: Hashable, Sendable {
        var name: String
        /// As the server names it, such as `timestamp with time zone`.
        var type: String
        var isGenerated: Bool

        /// Whether its values begin with a day.
        var isDate: Bool { type == "date" || type.hasPrefix("timestamp") }
    }

    struct Table: Hashable, Sendable {
        /// With its schema before it, unless that is `public`.
        var name: String
        /// The table as SQL takes it.
        var qualifiedName: String
        /// The table in a `FROM`, which leaves out the rows of tables that inherit from it. Partitions are its own.
        var rows: String
        /// The files that the rows lie in. Others after whatever writes all of them anew.
        var files: String
        var columns: [Column] = []
        /// Empty where it has none.
        var primaryKey: [String] = []
        /// Tables that its foreign keys point at, itself left out.
        var references: Set<String> = []

        /// The same where rows have the same text form and the same key.
        var signature: String {
            let columns = columns.map { "\($0.name) \($0.type)\($0.isGenerated ? " generated" : "")" }
            return columns.joined(separator: ", ") + " (\(primaryKey.joined(separator: ", ")))"
        }
    }

    var tables: [String: Table]

    static func read(_ link: PostgresLink) async throws -> Catalogue {
        var tables: [String: Table] = [:]
        for row in try await link.run(columnsQuery).rows {
            guard let name = row[0], let column = row[4], let type = row[5] else { continue }
            var table =
                tables[name]
                ?? Table(name: name, qualifiedName: row[1] ?? "", rows: row[2] ?? "", files: row[3] ?? "")
            table.columns.append(Column(name: column, type: type, isGenerated: row[6] == "t"))
            tables[name] = table
        }
        for row in try await link.run(keysQuery).rows {
            if let name = row[0], let column = row[1] { tables[name]?.primaryKey.append(column) }
        }
        for row in try await link.run(referencesQuery).rows {
            if let name = row[0], let other = row[1] { tables[name]?.references.insert(other) }
        }
        return Catalogue(tables: tables)
    }

    /// All tables, by name.
    var sorted: [Table] { tables.values.sorted { $0.name < $1.name } }

    /// Tables with those that they point at before them. Those on a cycle come last, by name.
    var loadOrder: [String] {
        var order: [String] = []
        var rest = Set(tables.keys)
        while !rest.isEmpty {
            let ready = rest.filter { name in
                tables[name]?.references.allSatisfy { !rest.contains($0) } ?? true
            }
            let next = ready.isEmpty ? rest : ready
            order += next.sorted()
            rest.subtract(next)
        }
        return order
    }

    // MARK: Queries

    /// How ``Table/name`` is made of a table `c` in a schema `n`.
    private static let name = "CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname"

    private static let isTable = """
        c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
            AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'cpadev_seed')
            AND c.relname <> '_sqlx_migrations'
            AND NOT EXISTS (
                SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
            )
        """

    private static let columnsQuery = """
        SELECT \(name), format('%I.%I', n.nspname, c.relname),
            CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END || format('%I.%I', n.nspname, c.relname),
            CASE c.relkind WHEN 'r' THEN pg_relation_filenode(c.oid)::text ELSE (
                SELECT string_agg(pg_relation_filenode(relid)::text, ' ' ORDER BY relid) FROM pg_partition_tree(c.oid)
            ) END,
            a.attname, format_type(a.atttypid, a.atttypmod), a.attgenerated <> ''
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE \(isTable)
        ORDER BY c.oid, a.attnum
        """

    private static let keysQuery = """
        SELECT \(name), a.attname
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(attnum, place)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
        WHERE i.indisprimary AND k.place <= i.indnkeyatts AND \(isTable)
        ORDER BY c.oid, k.place
        """

    private static let referencesQuery = """
        SELECT DISTINCT \(name), (
            SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = k.confrelid
        )
        FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype = 'f' AND k.conparentid = 0 AND k.conrelid <> k.confrelid AND \(isTable)
        """
}
