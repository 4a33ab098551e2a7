extension PostgresStore {
    /// Throws if something prevents a database from being renamed or dropped, and names it. The server itself would
    /// only report it after all clients have been disconnected.
    func requireMovable(_ name: String, _ admin: DatabaseAdmin) async throws {
        for row in try await admin.link.run(Self.obstaclesQuery, [name]).rows {
            guard let what = row[0], let remedy = row[1] else { continue }
            throw SeedingError(
                .refused,
                "the database '\(name)' has \(what), so it cannot be replaced or copied; nothing was changed",
                remedy: remedy
            )
        }
    }

    /// A query of the obstacles, each with its remedy. Sessions in the database are terminated with their locks on it, but
    /// not those in others, which may have changed its comment.
    private static let obstaclesQuery = """
        SELECT format('a prepared transaction, %L of %s since %s', gid, owner, date_trunc('second', prepared)),
            format('commit it, or roll it back: ROLLBACK PREPARED %L', gid)
        FROM pg_prepared_xacts WHERE database = $1
        UNION ALL
        SELECT format('a logical subscription, %I', subname),
            format('drop it there: ALTER SUBSCRIPTION %1$I DISABLE; '
                || 'ALTER SUBSCRIPTION %1$I SET (slot_name = NONE); DROP SUBSCRIPTION %1$I', subname)
        FROM pg_subscription JOIN pg_database d ON d.oid = subdbid AND d.datname = $1
        UNION ALL
        SELECT format('a replication slot, %s', slot_name),
            format('stop its reader, then drop it: SELECT pg_drop_replication_slot(%L)', slot_name)
        FROM pg_replication_slots WHERE database = $1
        UNION ALL
        SELECT 'a lock held by ' || description, 'end that transaction, or its session: ' || remedy
        FROM (
            SELECT \(LockHolder.session) FROM pg_stat_activity a
            WHERE a.datname <> $1 AND a.state LIKE 'idle in transaction%' AND a.pid IN (
                SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.objid AND d.datname = $1
                WHERE l.locktype = 'object' AND l.classid = 'pg_database'::regclass
            )
        ) holders (pid, description, remedy)
        """
}
