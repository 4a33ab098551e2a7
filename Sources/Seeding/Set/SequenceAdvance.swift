/// Advances sequences past the ids of loaded rows, so that the next generated id is free.
enum SequenceAdvance {
    /// Advances the sequence of every identity column and every column with a `nextval` default. A sequence that is
    /// already ahead is left alone, for example one that a migration starts at a higher number.
    static func run(_ link: PostgresLink) async throws {
        for row in try await link.run(columnsQuery).rows {
            guard let sequence = row[0], let table = row[1], let column = row[2] else { continue }
            _ = try await link.run(advance(sequence, table, column, isText: row[3] == "S"))
        }
    }

    /// Selects columns of numbers and texts with a sequence of an identity (`i`), a serial (`a`) or a default (`n`), and
    /// the category of their type. Source: PostgreSQL 16, catalogs pg_depend and pg_type.
    private static let columnsQuery = """
        SELECT DISTINCT format('%I.%I', sn.nspname, s.relname), format('%I.%I', n.nspname, c.relname), format('%I', a.attname),
            t.typcategory
        FROM pg_class s
        JOIN pg_namespace sn ON sn.oid = s.relnamespace
        JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
            AND d.objid = s.oid AND d.deptype IN ('a', 'i')
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_type t ON t.oid = a.atttypid AND t.typcategory IN ('N', 'S')
        WHERE s.relkind = 'S' AND NOT a.attisdropped
        UNION
        SELECT format('%I.%I', sn.nspname, s.relname), format('%I.%I', n.nspname, c.relname), format('%I', a.attname),
            t.typcategory
        FROM pg_class s
        JOIN pg_namespace sn ON sn.oid = s.relnamespace
        JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
            AND d.refobjid = s.oid
        JOIN pg_attrdef f ON f.oid = d.objid
        JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
        JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_type t ON t.oid = a.atttypid AND t.typcategory IN ('N', 'S')
        WHERE s.relkind = 'S' AND NOT a.attisdropped
        ORDER BY 1, 2, 3, 4
        """

    /// Returns the statement that sets a sequence to its first value beyond the column's last one, in counting
    /// direction. If there is no such value, the sequence is exhausted.
    /// - Parameter isText: whether the values are texts such as `INV-17`, which end in the number.
    private static func advance(_ sequence: String, _ table: String, _ column: String, isText: Bool) -> String {
        let name = PostgresName.literal(sequence)
        let number = isText ? "substring(\(column) FROM '[0-9]+$')::numeric" : column
        return """
            SELECT setval(\(name)::regclass, least(greatest(next, seqmin), seqmax)::bigint,
                next NOT BETWEEN seqmin AND seqmax)
            FROM (
                SELECT q.*, v.last_value + CASE WHEN v.is_called THEN q.seqincrement ELSE 0 END AS current,
                    q.seqstart + (floor((reached - q.seqstart) / q.seqincrement) + 1) * q.seqincrement AS next
                FROM pg_sequence q
                CROSS JOIN \(sequence) v
                CROSS JOIN LATERAL (
                    SELECT max(number)::numeric AS most, min(number)::numeric AS least
                    FROM (SELECT \(number) AS number FROM \(table)) n \(isText ? "WHERE number <= seqmax" : "")
                ) c
                CROSS JOIN LATERAL (SELECT CASE WHEN q.seqincrement > 0 THEN c.most ELSE c.least END AS reached) r
                WHERE q.seqrelid = \(name)::regclass
            ) x
            WHERE (next - current) / seqincrement > 0
            """
    }
}
