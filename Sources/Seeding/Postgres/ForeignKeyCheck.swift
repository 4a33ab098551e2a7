/// Checks that rows which were deleted or written without the server's own checks leave no dangling foreign key,
/// whether in rows of another firm or of no firm.
struct ForeignKeyCheck {
    let live: PostgresLink
    let targets: [FirmRestorer.Target]

    private struct Key {
        var name: String
        var child: String
        var parent: String
        /// The condition that the child `c` references the parent `p`.
        var join: String
        /// The condition that the child's key is not NULL.
        var isSet: String
    }

    /// Throws if a reference dangles, and names it.
    func run() async throws {
        guard !targets.isEmpty else { return }
        let targets = Dictionary(targets.map { ($0.table.qualifiedName, $0) }) { first, _ in first }
        for key in try await keys() {
            if let target = targets[key.parent] { try await check(key, childrenOf: target) }
            if let target = targets[key.child] { try await check(key, parentsOf: target) }
        }
    }

    private func keys() async throws -> [Key] {
        let tables = targets.map { PostgresName.literal($0.table.qualifiedName) }.joined(separator: ", ")
        let answer = try await live.run(
            """
            SELECT conname, child, parent, string_agg(format('c.%1$I = p.%2$I', a.attname, b.attname), ' AND '),
                string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ')
            FROM (
                SELECT k.*, format('%I.%I', cn.nspname, c.relname) AS child, format('%I.%I', pn.nspname, p.relname) AS parent
                FROM pg_constraint k
                JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace
                JOIN pg_class p ON p.oid = k.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
                WHERE k.contype = 'f' AND k.conparentid = 0
            ) k
            CROSS JOIN LATERAL unnest(k.conkey, k.confkey) u(child_column, parent_column)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.child_column
            JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = u.parent_column
            WHERE child IN (\(tables)) OR parent IN (\(tables))
            GROUP BY k.oid, conname, child, parent ORDER BY child, conname
            """
        )
        return answer.rows.compactMap { row in
            guard let name = row[0], let child = row[1], let parent = row[2], let join = row[3], let isSet = row[4]
            else { return nil }
            return Key(name: name, child: child, parent: parent, join: join, isSet: isSet)
        }
    }

    /// Checks references to rows that were removed and not inserted again. A session that adds such a reference
    /// meanwhile waits for the end of the transaction, as with any deleted row.
    private func check(_ key: Key, childrenOf target: FirmRestorer.Target) async throws {
        let dangling = try await live.run(
            """
            SELECT left((c.*)::text, 200) FROM \(key.child) c JOIN \(target.gone) p ON \(key.join)
            WHERE NOT EXISTS (SELECT FROM \(key.parent) p WHERE \(key.join)) LIMIT 1
            """
        ).value
        guard let dangling else { return }
        throw FirmRestorer.refusal(
            "a row of \(key.child) references one of \(key.parent) that is not in the seed (\(key.name)): \(dangling)"
        )
    }

    /// Checks that the rows which inserted rows reference exist. The lock is the one that the server's own check takes;
    /// without it, another transaction could delete such a row at the same time.
    private func check(_ key: Key, parentsOf target: FirmRestorer.Target) async throws {
        _ = try await live.run(
            "SELECT FROM \(key.parent) p JOIN \(target.seeded) c ON \(key.join) FOR KEY SHARE OF p"
        )
        let dangling = try await live.run(
            """
            SELECT left((c.*)::text, 200) FROM \(target.seeded) c
            WHERE \(key.isSet) AND NOT EXISTS (SELECT FROM \(key.parent) p WHERE \(key.join)) LIMIT 1
            """
        ).value
        guard let dangling else { return }
        throw FirmRestorer.refusal(
            "a seeded row of \(key.child) references one of \(key.parent) that is gone (\(key.name)): \(dangling)"
        )
    }
}
