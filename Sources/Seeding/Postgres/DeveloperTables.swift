import ControlAPI

/// Counts the rows of developers' own tables, without ever reading a large one.
struct DeveloperTables {
    let link: PostgresLink

    /// The maximum file size, in bytes, up to which rows are counted exactly. That takes a few milliseconds.
    private static let smallFile = 8 << 20

    /// Returns row counts of tables and materialized views by name, in the form of `DatabaseChange.name`. Tables with
    /// an exclusive lock are not waited for. Foreign tables are left out, since their rows are stored elsewhere.
    func counts(of names: [String]) async throws -> [String: DatabaseChange.RowCount] {
        guard !names.isEmpty else { return [:] }
        let list = names.map(PostgresName.literal).joined(separator: ", ")
        var counts: [String: DatabaseChange.RowCount] = [:]
        var exact: [String] = []
        for row in try await link.run(Self.query(list)).rows {
            guard let name = row[0], let source = row[1] else { continue }
            if row[2] == "t" {
                exact.append("SELECT \(PostgresName.literal(name)), count(*) FROM \(source)")
            } else if let estimate = row[3].flatMap({ Int($0) }), estimate > 0 {
                counts[name] = DatabaseChange.RowCount(estimate, isEstimate: true)
            }
        }
        guard !exact.isEmpty else { return counts }
        for row in try await link.run(exact.joined(separator: " UNION ALL ")).rows {
            if let name = row[0], let count = row[1].flatMap({ Int($0) }) {
                counts[name] = DatabaseChange.RowCount(count)
            }
        }
        return counts
    }

    /// Returns the name, what to count, whether to count it, and an estimate. The query takes no locks: it reads the
    /// file's size, since `pg_relation_size` would lock the table.
    private static func query(_ names: String) -> String {
        """
        SELECT name, source, size <= \(smallFile) AND NOT is_locked, estimate FROM (
            SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS name,
                CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END || format('%I.%I', n.nspname, c.relname) AS source,
                sum((pg_stat_file(pg_relation_filepath(part.oid), true)).size) AS size,
                sum(greatest(pg_stat_get_live_tuples(part.oid), part.reltuples::bigint, 0)) AS estimate,
                bool_or(EXISTS (
                    SELECT FROM pg_locks l WHERE l.relation = part.oid AND l.mode = 'AccessExclusiveLock'
                        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                )) AS is_locked
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN LATERAL (
                WITH RECURSIVE tree AS (
                    SELECT c.oid, c.relkind, c.reltuples
                    UNION ALL
                    SELECT p.oid, p.relkind, p.reltuples FROM tree
                    JOIN pg_inherits i ON i.inhparent = tree.oid JOIN pg_class p ON p.oid = i.inhrelid
                    WHERE tree.relkind = 'p'
                )
                SELECT * FROM tree
            ) part ON part.relkind IN ('r', 'm', 'p')
            WHERE c.relkind IN ('r', 'p', 'm')
            GROUP BY c.oid, n.nspname, c.relname, c.relkind
        ) tables WHERE name IN (\(names))
        """
    }
}
