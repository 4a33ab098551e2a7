import Synchronization

/// A session or prepared transaction that blocks another session, described so that a developer can find it.
struct LockHolder: Hashable, Sendable {
    /// The backend's process id; 0 for a prepared transaction.
    var pid: Int
    /// A one-line description, such as `pid 4711 (psql, user postgres, idle in transaction for 12 s): ALTER TABLE …`.
    var description: String
    /// The locked table; nil if the lock is not on a table, or the table is unknown.
    var table: String?
    /// The statement that terminates the holder.
    var remedy: String

    /// Returns what blocks a backend, starting with those that are not blocked themselves.
    /// - Parameter link: another session. It can resolve the table's name only if it is in the same database.
    static func blocking(_ pid: Int32, _ link: PostgresLink) async throws -> [LockHolder] {
        try await link.run(blockingQuery, ["\(pid)"]).rows.map(LockHolder.init)
    }

    /// Returns every other session in a database, and every prepared transaction.
    static func inDatabase(_ name: String, _ link: PostgresLink) async throws -> [LockHolder] {
        try await link.run(databaseQuery, [name]).rows.map(LockHolder.init)
    }

    private init(_ row: [String?]) {
        pid = row[0].flatMap { Int($0) } ?? 0
        description = row[1] ?? "pid \(pid)"
        remedy = row[2] ?? "SELECT pg_terminate_backend(\(pid))"
        table = row.count > 3 ? row[3] : nil
    }

    // MARK: Queries

    /// The maximum length of the shown part of a statement, in characters.
    private static let longestQuery = 100

    /// The columns pid, description and remedy of a session `a` of `pg_stat_activity`, with passwords and terminal
    /// controls removed.
    static let session = """
        a.pid, format('pid %s (%s, user %s, %s for %s s)%s', a.pid,
            coalesce(NULLIF(regexp_replace(a.application_name, '[[:cntrl:]]+', ' ', 'g'), ''), a.backend_type),
            coalesce(a.usename, 'nobody'), coalesce(a.state, 'busy'),
            greatest(0, extract(epoch FROM clock_timestamp() - coalesce(a.state_change, a.backend_start)))::bigint,
            coalesce(': ' || NULLIF(left(regexp_replace(regexp_replace(a.query, '(password\\s+)''[^'']*''', '\\1''***''', 'gi'),
                '[[:cntrl:][:space:]]+', ' ', 'g'), \(longestQuery)), ''), '')
            || CASE WHEN a.wait_event_type = 'Lock' THEN ' (itself waiting)' ELSE '' END
        ), format('SELECT pg_terminate_backend(%s)', a.pid)
        """

    private static let prepared = """
        0, format('the prepared transaction %L of user %s, prepared %s s ago', gid, owner,
            extract(epoch FROM clock_timestamp() - prepared)::bigint), format('ROLLBACK PREPARED %L', gid)
        """

    private static let blockingQuery = """
        WITH RECURSIVE chain AS (
            SELECT blocker FROM unnest(pg_blocking_pids($1::int)) blocker
            UNION
            SELECT next.blocker FROM chain CROSS JOIN LATERAL unnest(pg_blocking_pids(chain.blocker)) next (blocker)
            WHERE chain.blocker <> 0
        ), waiting AS (
            SELECT relation, database FROM pg_locks WHERE pid = $1::int AND NOT granted AND relation IS NOT NULL LIMIT 1
        ), wanted AS (
            SELECT relation, database,
                CASE WHEN database IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                    THEN relation::regclass::text END AS name
            FROM waiting
        ), holders AS (
            SELECT \(session), (SELECT name FROM wanted), a.wait_event_type = 'Lock' AS waits
            FROM pg_stat_activity a WHERE a.pid IN (SELECT blocker FROM chain)
            UNION ALL
            SELECT \(prepared), (SELECT name FROM wanted), false
            FROM pg_prepared_xacts WHERE 0 IN (SELECT blocker FROM chain) AND transaction IN (
                SELECT x.transactionid FROM pg_locks x JOIN pg_locks r USING (virtualtransaction)
                JOIN wanted ON r.relation = wanted.relation AND r.database = wanted.database
                WHERE x.pid IS NULL AND x.transactionid IS NOT NULL
                UNION ALL
                SELECT transaction FROM pg_prepared_xacts WHERE NOT EXISTS (SELECT FROM wanted)
            )
        )
        SELECT * FROM holders ORDER BY waits IS TRUE, 1
        """

    private static let databaseQuery = """
        SELECT \(session) FROM pg_stat_activity a WHERE a.datname = $1 AND a.pid <> pg_backend_pid()
        UNION ALL
        SELECT \(prepared) FROM pg_prepared_xacts WHERE database = $1
        ORDER BY 1
        """
}

extension PostgresStore {
    /// The interval between checks of who holds a lock.
    private static let lockPollInterval = Duration.milliseconds(250)

    /// Runs work on a link that has a `lock_timeout`. If the timeout expires, the error names the lock holder.
    /// - Parameters:
    ///   - what: the start of the message, such as `cannot tell what changed since the seed`.
    ///   - database: the one to look from. The stack's own knows table names; another works while that is closed.
    /// - Throws: `SeedingError` `.busy` if a lock could not be obtained, else the work's own error.
    func namingLockHolders<Value: Sendable>(
        of link: PostgresLink,
        in database: String,
        _ what: String,
        _ work: () async throws -> Value
    ) async throws -> Value {
        let (store, pid, seen) = (self, link.backend, ObservedLockHolders())
        // Leaving the scope cancels the child task and waits for it.
        async let _ = store.watch(pid, database, seen)
        do { return try await work() } catch let failure as PostgresFailure
            where failure.sqlState == PostgresFailure.lockNotAvailable
        {
            throw Self.busy(what, seen.holders)
        }
    }

    /// Records what blocks a backend, until it is cancelled.
    private func watch(_ pid: Int32, _ database: String, _ seen: ObservedLockHolders) async {
        guard (try? await Task.sleep(for: Self.lockPollInterval * 2)) != nil, let link = try? await open(database)
        else {
            return
        }
        while !Task.isCancelled {
            guard let holders = try? await LockHolder.blocking(pid, link) else { break }
            if !holders.isEmpty { seen.holders = holders }
            guard (try? await Task.sleep(for: Self.lockPollInterval)) != nil else { break }
        }
        await link.close()
    }

    /// Creates the error that names a lock's holder. Callers that look for the holder themselves use it too.
    static func busy(_ what: String, _ holders: [LockHolder]) -> SeedingError {
        guard let first = holders.first else {
            return SeedingError(
                .busy,
                "\(what): a lock is held by another session",
                remedy: "try again when it is done"
            )
        }
        let subject = first.table.map { "the table '\($0)' is locked by" } ?? "a lock is held by"
        let more = holders.count > 1 ? " and \(holders.count - 1) more" : ""
        return SeedingError(
            .busy,
            "\(what): \(subject) \(first.description)\(more)",
            remedy: "end that transaction, or its session: \(first.remedy)"
        )
    }
}

/// The lock holders that a watcher has seen, shared with the waiting caller.
private final class ObservedLockHolders: Sendable {
    private let list = Mutex<[LockHolder]>([])

    var holders: [LockHolder] {
        get { list.withLock { $0 } }
        set { list.withLock { $0 = newValue } }
    }
}
