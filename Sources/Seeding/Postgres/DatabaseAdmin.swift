/// A session in the server's maintenance database, for what concerns databases as a whole. One is made for each
/// operation, so that none is ever found broken half way through another.
struct DatabaseAdmin: Sendable {
    let link: PostgresLink
    /// Such as 160015.
    private let version: Int

    /// How long an operation waits for one of the same stack that another process has under way. A killed process's
    /// statement runs on at the server until that notices.
    private static let patience = "8s"

    /// How long the sessions of a database may take to end, in seconds.
    private static let sessionPatience = 5

    /// How long a session of cpadev itself may take to end by itself, in milliseconds.
    private static let ownPatience = 250

    /// A connection that took this long to fail failed because the server is silent: another database of it would be.
    private static let silence = Duration.seconds(3)

    /// - Parameter lock: what no other operation may hold at the same time; nil for one that only looks.
    /// - Throws: `SeedingError` `.busy`, or `PostgresFailure`.
    init(_ endpoint: StoreEndpoints.Postgres, lock: String?) async throws {
        link = try await Self.open(endpoint)
        do {
            version = try await link.run("SHOW server_version_num").value.flatMap { Int($0) } ?? 0
            if let lock { try await acquire(lock) }
        } catch {
            await link.close()
            throw error
        }
    }

    /// In another database than the stack's own, which could not be renamed otherwise.
    private static func open(_ endpoint: StoreEndpoints.Postgres) async throws -> PostgresLink {
        let usual = endpoint.database == "postgres" ? "template1" : "postgres"
        let start = ContinuousClock.now
        do {
            return try await PostgresLink(endpoint, database: usual, settings: PostgresStore.settings)
        } catch let failure as PostgresFailure {
            guard endpoint.database != "template1", usual != "template1", ContinuousClock.now - start < Self.silence
            else { throw failure }
            // Why a connection is refused is known by a text alone, so the other one is tried whatever it was.
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

    // MARK: Looking

    struct Database: Hashable, Sendable {
        var allowsConnections: Bool
        var comment: String?
        var mark: DatabaseMark? { DatabaseMark(comment: comment) }
    }

    /// nil where there is none of the name. One whose dropping was cut off counts as none: nothing in it can be read.
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

    /// In bytes, with its indexes.
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

    // MARK: Changing

    /// Makes an empty database with encoding and collation of another one, if that is there. It is not made from
    /// `template1`, which anybody may be connected to.
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

    /// Makes a copy of a database that nobody is connected to.
    ///
    /// By copying files: where nothing is synced to disk, as here, that takes half the time of writing each page to the
    /// log. PostgreSQL 16.15 with the launcher's settings on two cores, medians of 7 to 9 in ms, `file_copy` against
    /// `wal_log`: 17 MB 38 and 73, 61 MB 80 and 151, 488 MB 301 and 663.
    func clone(_ source: String, to name: String) async throws {
        let strategy = version >= 150_000 ? "STRATEGY file_copy" : ""
        _ = try await link.run("CREATE DATABASE \(quoted(name)) TEMPLATE \(quoted(source)) \(strategy)")
    }

    /// Drops the databases with a prefix whose dropping was cut off, as by a full disk: their names are taken, and
    /// PostgreSQL ends a session that alters one.
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

    /// Does nothing where there is none of the name.
    func drop(_ name: String) async throws {
        let isTemplate = try await link.run("SELECT datistemplate FROM pg_database WHERE datname = $1", [name]).value
        guard let isTemplate else { return }
        if isTemplate == "t" { _ = try await link.run("ALTER DATABASE \(quoted(name)) IS_TEMPLATE false") }
        _ = try await link.run("DROP DATABASE IF EXISTS \(quoted(name)) WITH (FORCE)")
    }

    /// Renames databases, and whatever else goes with it, in one transaction: all of it is done, or nothing.
    func runTogether(_ statements: [String]) async throws {
        try await link.runScript(statements.joined(separator: ";\n"))
    }

    func allowConnections(_ isAllowed: Bool, to name: String) async throws {
        _ = try await link.run(allowing(isAllowed, name))
    }

    /// Ends every session in a database that takes no new ones, and returns when there is none.
    ///
    /// All are told at once and then looked for each millisecond: `pg_terminate_backend` with a timeout, like a rename
    /// itself, looks each 100 ms. A session that is just being made was let in already, but shows only by its lock on
    /// the database; so locks are looked at first, and then sessions. One of cpadev's own, a probe's or one just closed,
    /// ends by itself in a moment: it is waited for, since one that is ended leaves a FATAL line in the server's log.
    func endSessions(in name: String) async throws {
        try await link.runScript(
            """
            DO $cpadev$
            DECLARE
                the_database oid := (SELECT oid FROM pg_database WHERE datname = \(PostgresName.literal(name)));
                deadline timestamptz := clock_timestamp() + interval '\(Self.sessionPatience) s';
                own_deadline timestamptz := clock_timestamp() + interval '\(Self.ownPatience) ms';
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
                            'sessions that do not end: ' || coalesce(
                                (SELECT string_agg(format('pid %s (%s: %s)', pid, application_name,
                                        left(regexp_replace(query, '\\s+', ' ', 'g'), 100)), ', ')
                                    FROM pg_stat_activity WHERE datid = the_database), 'one that is being made');
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

    /// Nobody connects to a sealed database; it can only be cloned.
    func sealing(_ name: String) -> [String] {
        ["ALTER DATABASE \(quoted(name)) IS_TEMPLATE true", "ALTER DATABASE \(quoted(name)) ALLOW_CONNECTIONS false"]
    }
}
