/// Looks whether rows that were deleted or written without the server's own checks leave a foreign key pointing at
/// nothing: of another firm's row, or of one that belongs to no firm.
struct ForeignKeyCheck {
    let live: PostgresLink
    let targets: [FirmRestorer.Target]

    private struct Key {
        var name: String
        var child: String
        var parent: String
        /// The child `c` points at the parent `p`.
        var join: String
        /// The child points at something.
        var isSet: String
    }

    /// Throws where one does, and says which.
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

    /// Who pointed at a row that went, and did not come back? Somebody who points at it while this goes on waits for the
    /// end of the transaction, as always when a row is deleted.
    private func check(_ key: Key, childrenOf target: FirmRestorer.Target) async throws {
        let dangling = try await live.run(
            """
            SELECT left((c.*)::text, 200) FROM \(key.child) c JOIN \(target.gone) p ON \(key.join)
            WHERE NOT EXISTS (SELECT FROM \(key.parent) p WHERE \(key.join)) LIMIT 1
            """
        ).value
        guard let dangling else { return }
        throw FirmRestorer.refusal(
            "a row of \(key.child) points at one of \(key.parent) that is not in the seed (\(key.name)): \(dangling)"
        )
    }

    /// Is there what rows that came back point at? The lock is the one that the server's own check takes: without it a
    /// row could go that somebody else has just deleted.
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
            "a row of \(key.child) in the seed points at one of \(key.parent) that is gone (\(key.name)): \(dangling)"
        )
    }
}
