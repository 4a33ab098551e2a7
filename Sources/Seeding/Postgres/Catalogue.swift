/// The tables in a database's catalogue. Tables of extensions, of cpadev and of migration tools are left out; the
/// latter only record how the database was created.
struct Catalogue: Hashable, Sendable {
    struct Column: Hashable, Sendable {
        var name: String
        /// The server's name for the type, such as `timestamp with time zone`.
        var type: String
        var isGenerated: Bool

        /// Whether its values start with a date.
        var isDate: Bool { type == "date" || type.hasPrefix("timestamp") }
    }

    struct Table: Hashable, Sendable {
        /// The name, prefixed with its schema unless that is `public`.
        var name: String
        /// The quoted name, with its schema, for use in SQL.
        var qualifiedName: String
        /// The table for use in a `FROM` clause. Includes rows of partitions, but not of other tables that inherit from
        /// it.
        var rows: String
        /// The file nodes of the rows. They change when a statement rewrites the whole table.
        var files: String
        var columns: [Column] = []
        /// The columns of the primary key; empty if there is none.
        var primaryKey: [String] = []
        /// Tables that its foreign keys reference, other than itself.
        var references: Set<String> = []

        /// A text that is equal for two tables if their rows have the same text form and the same key.
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

    /// All tables, sorted by name.
    var sorted: [Table] { tables.values.sorted { $0.name < $1.name } }

    /// Table names with referenced tables first. Tables in a reference cycle come last, sorted by name.
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

    /// The SQL expression for ``Table/name``, of a table `c` in a schema `n`.
    static let name = "CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname"

    static let isTable = """
        c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
            AND n.nspname NOT LIKE 'pg\\_%'
            AND n.nspname NOT IN ('information_schema', 'cpadev_seed', '\(PostgresStore.noteSchema)')
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
