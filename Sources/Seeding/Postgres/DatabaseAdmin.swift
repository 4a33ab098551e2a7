/// A session in the server's maintenance database, for operations on whole databases. Each operation opens its own, so
/// that it never inherits a session that broke half-way through another.
struct DatabaseAdmin: Sendable {
    let link: PostgresLink

    /// How long an operation waits for another process's operation on the same stack. The server keeps running a killed
    /// process's statement until it notices.
    private static let patience = "8s"

    /// How long the sessions of a database may take to end, in seconds.
    private static let sessionTimeout = 5

    /// How long cpadev's own sessions may take to end by themselves, in milliseconds.
    private static let ownSessionTimeout = 250

    /// If connecting takes this long to fail, the server is not responding, whatever the database.
    private static let silence = Duration.seconds(3)

    /// - Parameter lock: the key of an advisory lock that excludes other operations; nil for a read-only operation.
    /// - Throws: `SeedingError` `.busy`, or `PostgresFailure`.
    init(_ endpoint: StoreEndpoints.Postgres, lock: String?) async throws {
        link = try await Self.open(endpoint)
        do {
            try await link.prepare()
            if let lock { try await acquire(lock) }
        } catch {
            await link.close()
            throw error
        }
    }

    /// Connects to a database other than the stack's own, which could not be renamed otherwise.
    private static func open(_ endpoint: StoreEndpoints.Postgres) async throws -> PostgresLink {
        let usual = endpoint.database == "postgres" ? "template1" : "postgres"
        let start = ContinuousClock.now
        do {
            return try await PostgresLink(endpoint, database: usual, settings: PostgresStore.settings)
        } catch let failure as PostgresFailure {
            guard endpoint.database != "template1", usual != "template1", ContinuousClock.now - start < Self.silence
            else { throw failure }
            // The reason for a refused connection is only available as text, so try the other database whatever it was.
            do {
                return try await PostgresLink(endpoint, database: "template1", settings: PostgresStore.settings)
            } catch { throw failure }
        }
    }

    private func acquire(_ lock: String) async throws {
        do {
            try await link.runScript(
                """
                SET lock_timeout = '\(Self.patience)';
                SELECT pg_advisory_lock(hashtextextended(\(PostgresName.literal(lock)), 0))
                """
            )
        } catch let failure as PostgresFailure where failure.sqlState == PostgresFailure.lockNotAvailable {
            let holder = try? await link.run(Self.holderQuery, [lock]).value
            throw SeedingError(
                .busy,
                "another operation on the stack's databases has been under way for \(Self.patience)"
                    + (holder.map { ": \($0)" } ?? ""),
                remedy: "try again when it is done"
            )
        }
    }

    private static let holderQuery = """
        SELECT format('pid %s, %s: %s', pid, coalesce(nullif(application_name, ''), 'unnamed program'),
            left(regexp_replace(query, '\\s+', ' ', 'g'), 100))
        FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND granted
            AND (classid::bigint << 32) | objid::bigint = hashtextextended($1, 0) LIMIT 1
        """

    // MARK: Queries

    struct Database: Hashable, Sendable {
        var allowsConnections: Bool
        var comment: String?
        var mark: DatabaseMark? { DatabaseMark(comment: comment) }
    }

    /// Returns a database; nil if it does not exist, or if its drop was interrupted, so that it is unreadable.
    func database(_ name: String) async throws -> Database? {
        let answer = try await link.run(
            """
            SELECT datallowconn, shobj_description(oid, 'pg_database') FROM pg_database
            WHERE datname = $1 AND datconnlimit <> -2
            """,
            [name]
        )
        return answer.rows.first.map {
            Database(allowsConnections: $0[0] == "t", comment: $0[1])
        }
    }

    /// Returns the size of a database with its indexes, in bytes.
    func size(_ name: String) async throws -> Int64 {
        try await link.run("SELECT pg_database_size($1)", [name]).value.flatMap { Int64($0) } ?? 0
    }

    func names(beginningWith prefix: String) async throws -> [String] {
        let answer = try await link.run(
            "SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY 1",
            [prefix]
        )
        return answer.rows.compactMap { $0[0] }
    }

    // MARK: Changes

    /// Creates an empty database with the encoding and collation of another one, if that exists. The template is
    /// `template0`, since anyone may be connected to `template1`.
    func create(_ name: String, like model: String) async throws {
        let options = try await link.run(
            """
            SELECT format('ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(encoding), datcollate, datctype)
                || CASE to_jsonb(d) ->> 'datlocprovider'
                    WHEN 'c' THEN ' LOCALE_PROVIDER libc'
                    WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L',
                        coalesce(to_jsonb(d) ->> 'daticulocale', to_jsonb(d) ->> 'datlocale'))
                    WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', to_jsonb(d) ->> 'datlocale')
                    ELSE '' END
            FROM pg_database d WHERE datname = $1
            """,
            [model]
        ).value
        _ = try await link.run("CREATE DATABASE \(quoted(name)) TEMPLATE template0 \(options ?? "")")
    }

    /// Clones a database that has no sessions.
    ///
    /// The clone copies files. Without syncing to disk, as here, that takes half the time of logging each page. Medians
    /// of 7 to 9 runs, PostgreSQL 16.15 with the launcher's settings on two cores, `file_copy` against `wal_log`: 17 MB
    /// in 38 and 73 ms, 61 MB in 80 and 151 ms, 488 MB in 301 and 663 ms.
    func clone(_ source: String, to name: String) async throws {
        let strategy = link.serverVersion >= 150_000 ? "STRATEGY file_copy" : ""
        _ = try await link.run("CREATE DATABASE \(quoted(name)) TEMPLATE \(quoted(source)) \(strategy)")
    }

    /// The longest time that the server may take to drop a database, in seconds.
    private static let dropTimeout = 3

    /// Drops the databases with a prefix whose drop was interrupted, for example by a full disk. They still occupy
    /// their names, and PostgreSQL terminates a session that alters one.
    /// - Returns: their names.
    @discardableResult
    func dropInvalid(beginningWith prefix: String) async throws -> [String] {
        let answer = try await link.run(
            "SELECT datname FROM pg_database WHERE starts_with(datname, $1) AND datconnlimit = -2",
            [prefix]
        )
        let names = answer.rows.compactMap { $0[0] }
        for name in names { try await drop(name) }
        return names
    }

    /// Drops a database if it exists. Throws `SeedingError` `.busy` if that takes too long: the server waits for every one
    /// of its processes, and a stopped one never answers. Source: PostgreSQL 16, `ProcSignalBarrier`.
    func drop(_ name: String) async throws {
        let isTemplate = try await link.run("SELECT datistemplate FROM pg_database WHERE datname = $1", [name]).value
        guard let isTemplate else { return }
        if isTemplate == "t" { _ = try await link.run("ALTER DATABASE \(quoted(name)) IS_TEMPLATE false") }
        _ = try await link.run("SET statement_timeout = '\(Self.dropTimeout) s'")
        do {
            _ = try await link.run("DROP DATABASE IF EXISTS \(quoted(name)) WITH (FORCE)")
        } catch let failure as PostgresFailure
            where failure.sqlState == PostgresFailure.queryCanceled && !Task.isCancelled
        {
            throw SeedingError(
                .busy,
                "the server did not drop the database '\(name)' within \(Self.dropTimeout) s",
                remedy: "look for a stopped process of the server (state T in ps), and continue or end it"
            )
        }
        _ = try await link.run("SET statement_timeout = 0")
    }

    /// Runs statements in one transaction, such as renames of databases with whatever must change along with them.
    func runInTransaction(_ statements: [String]) async throws {
        try await link.runScript(statements.joined(separator: ";\n"))
    }

    func allowConnections(_ isAllowed: Bool, to name: String) async throws {
        _ = try await link.run(allowing(isAllowed, name))
    }

    /// Terminates every session in a database that accepts no new ones, and returns when none is left.
    ///
    /// All sessions are signalled at once and then polled every millisecond. `pg_terminate_backend` with a timeout
    /// polls only every 100 ms, as does a rename itself. A session that is still starting has already been admitted,
    /// but is visible only through its lock on the database; therefore locks are checked before sessions.
    ///
    /// cpadev's own sessions, such as a probe's or one just closed, end by themselves in a moment. They get that time,
    /// since a terminated session leaves a FATAL line in the server's log.
    func endSessions(in name: String) async throws {
        try await link.runScript(
            """
            DO $cpadev$
            DECLARE
                the_database oid := (SELECT oid FROM pg_database WHERE datname = \(PostgresName.literal(name)));
                deadline timestamptz := clock_timestamp() + interval '\(Self.sessionTimeout) s';
                own_deadline timestamptz := clock_timestamp() + interval '\(Self.ownSessionTimeout) ms';
                is_quiet boolean;
            BEGIN
                LOOP
                    is_quiet := NOT EXISTS (
                        SELECT FROM pg_locks
                        WHERE locktype = 'object' AND classid = 'pg_database'::regclass AND objid = the_database
                            AND pid <> pg_backend_pid()
                    );
                    PERFORM pg_stat_clear_snapshot();
                    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datid = the_database
                        AND (coalesce(application_name, '') NOT IN ('cpadev', 'cpadev probe')
                            OR clock_timestamp() > own_deadline);
                    EXIT WHEN is_quiet
                        AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE datid = the_database);
                    IF clock_timestamp() > deadline THEN
                        RAISE EXCEPTION USING ERRCODE = 'object_in_use', MESSAGE =
                            'sessions did not end: ' || coalesce(
                                (SELECT string_agg(format('pid %s (%s: %s)', pid, application_name,
                                        left(regexp_replace(query, '\\s+', ' ', 'g'), 100)), ', ')
                                    FROM pg_stat_activity WHERE datid = the_database OR pid IN (
                                        SELECT pid FROM pg_locks
                                        WHERE locktype = 'object' AND classid = 'pg_database'::regclass
                                            AND objid = the_database AND pid <> pg_backend_pid()
                                    )), 'one that is still starting');
                    END IF;
                    PERFORM pg_sleep(0.001);
                END LOOP;
            END
            $cpadev$
            """
        )
    }

    func close() async { await link.close() }
}

extension DatabaseAdmin {
    func quoted(_ name: String) -> String { PostgresName.quoted(name) }

    func renaming(_ name: String, to new: String) -> String {
        "ALTER DATABASE \(quoted(name)) RENAME TO \(quoted(new))"
    }

    func marking(_ name: String, _ mark: DatabaseMark) -> String { commenting(name, mark.comment) }

    func commenting(_ name: String, _ comment: String?) -> String {
        "COMMENT ON DATABASE \(quoted(name)) IS \(comment.map(PostgresName.literal) ?? "NULL")"
    }

    func allowing(_ isAllowed: Bool, _ name: String) -> String {
        "ALTER DATABASE \(quoted(name)) ALLOW_CONNECTIONS \(isAllowed)"
    }

    /// Statements that seal a database: nothing can connect to it, and it can only be cloned.
    func sealing(_ name: String) -> [String] {
        ["ALTER DATABASE \(quoted(name)) IS_TEMPLATE true", "ALTER DATABASE \(quoted(name)) ALLOW_CONNECTIONS false"]
    }
}
