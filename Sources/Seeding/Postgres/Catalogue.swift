/// What a database's catalogue says of the tables in its search path.
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
        var name: String
        var columns: [Column]
        /// Empty where it has none.
        var primaryKey: [String]
        /// Tables that its foreign keys point at, itself left out.
        var references: Set<String>
    }

    var tables: [String: Table]

    /// Schemas of cpadev and of migration tools are left out.
    static func read(_ link: PostgresLink) async throws -> Catalogue {
        let columns = try await link.run(
            """
            SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attgenerated <> ''
            FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                AND c.relname <> '_sqlx_migrations'
            ORDER BY c.relname, a.attnum
            """
        )
        var tables: [String: Table] = [:]
        for row in columns.rows {
            guard let table = row[0], let name = row[1], let type = row[2] else { continue }
            let column = Column(name: name, type: type, isGenerated: row[3] == "t")
            tables[table, default: Table(name: table, columns: [], primaryKey: [], references: [])].columns.append(
                column
            )
        }
        let keys = try await link.run(
            """
            SELECT c.relname, a.attname
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indrelid
            JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(attnum, n) ON true
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
            WHERE i.indisprimary AND c.relnamespace = 'public'::regnamespace
            ORDER BY c.relname, k.n
            """
        )
        for row in keys.rows { if let table = row[0], let key = row[1] { tables[table]?.primaryKey.append(key) } }
        let references = try await link.run(
            """
            SELECT DISTINCT c.relname, f.relname
            FROM pg_constraint k
            JOIN pg_class c ON c.oid = k.conrelid
            JOIN pg_class f ON f.oid = k.confrelid
            WHERE k.contype = 'f' AND k.conparentid = 0 AND c.oid <> f.oid
                AND c.relnamespace = 'public'::regnamespace
            """
        )
        for row in references.rows {
            if let table = row[0], let other = row[1] { tables[table]?.references.insert(other) }
        }
        return Catalogue(tables: tables)
    }

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
}
