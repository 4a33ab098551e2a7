/// The PostgreSQL part of the seed: a sealed template for each seed, clones of it that replace the stack's database,
/// and the comparison of the database with its template.
///
/// State that must survive a kill is on the server alone: marks in the databases' comments, and database names that
/// reflect their purpose. ``recover()`` derives from them what was in progress.
struct PostgresStore: RowStore {
    let endpoint: StoreEndpoints.Postgres
    let stack: String
    let names: DatabaseNames
    let rowHashes: RowHashes
    let hooks: PostgresHooks

    /// Session settings. Values are hashed and copied as text, so their text form must never vary. No setting of the
    /// database or the role may terminate cpadev's sessions or keep them from writing. A developer's open transaction
    /// may lock any table, including cpadev's own, so no statement waits for a lock without a limit.
    static let settings = [
        "timezone": "UTC", "datestyle": "ISO,YMD", "intervalstyle": "postgres", "extra_float_digits": "1",
        "bytea_output": "hex", "lc_monetary": "C", "statement_timeout": "0", "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "0", "default_transaction_read_only": "off", "role": "none",
        "default_transaction_isolation": "read committed", "session_replication_role": "origin",
        // Compiling a statement takes longer than running it once.
        "jit": "off",
        // Text forms qualify names of types and tables that the search path does not contain.
        "search_path": "\"$user\",public", "quote_all_identifiers": "off",
        // Otherwise a backslash in a literal is an escape.
        "standard_conforming_strings": "on",
    ]

    /// - Parameter firms: the table of tenants, and the column that assigns rows of other tables to a tenant.
    init(
        endpoint: StoreEndpoints.Postgres,
        stack: String,
        firms: (table: String, column: String),
        hooks: PostgresHooks = PostgresHooks()
    ) {
        self.endpoint = endpoint
        self.stack = stack
        self.hooks = hooks
        names = DatabaseNames(stack: stack)
        rowHashes = RowHashes(firmTable: firms.table, firmColumn: firms.column)
    }

    init(_ endpoint: StoreEndpoints.Postgres, stack: String, _ settings: StoreSettings) {
        self.init(endpoint: endpoint, stack: stack, firms: (settings.firmTable, settings.firmColumn))
    }

    // MARK: Ownership

    func inspect() async throws -> DatabaseState {
        try await looking { try await inspect($0) }
    }

    private func inspect(_ admin: DatabaseAdmin) async throws -> DatabaseState {
        guard let database = try await admin.database(endpoint.database) else { return .missing }
        if let mark = database.mark {
            if mark.stack == stack { return .ours(seed: mark.seed) }
            return .foreign(reason: "the database '\(endpoint.database)' belongs to the stack '\(mark.stack)'")
        }
        let (tables, rows) = try await countTables()
        guard tables > 0 else { return .fresh }
        let noun = tables == 1 ? "table" : "tables"
        let estimate = rows > 0 ? ", about \(rows) rows," : ""
        return .foreign(
            reason: "the database '\(endpoint.database)' has \(tables) \(noun)\(estimate) that cpadev did not put there"
        )
    }

    func isEmpty() async throws -> Bool { try await countTables().tables == 0 }

    func size() async throws -> Int64 {
        try await looking { try await $0.size(endpoint.database) }
    }

    /// Returns the number of tables in the stack's database, and an estimate of their rows.
    private func countTables() async throws -> (tables: Int, rows: Int) {
        let link = try await open(endpoint.database)
        // `reltuples` is -1 if the table was never vacuumed or analyzed.
        let answer = await attempt {
            try await link.run(
                """
                SELECT count(*), sum(greatest(c.reltuples, 0))::bigint
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'm', 'f') AND n.nspname NOT IN ('information_schema', 'cpadev_seed')
                    AND n.nspname NOT LIKE 'pg\\_%'
                    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
                """
            )
        }
        await link.close()
        let row = try answer.get().rows.first ?? []
        func number(_ value: String??) -> Int { value.flatMap { $0 }.flatMap { Int($0) } ?? 0 }
        return (number(row.first), number(row.last))
    }

    /// Marks an empty database as the stack's own. Creates it if it is missing. A database with foreign tables is
    /// refused; it only becomes the stack's when ``reset(to:as:)`` replaces it.
    func claim() async throws {
        try await changing { admin in
            switch try await inspect(admin) {
            case .ours: return
            case .missing: try await admin.create(endpoint.database, like: endpoint.database)
            case .fresh: break
            case .foreign(let reason): throw notOurs(reason)
            }
            try await admin.runInTransaction([admin.marking(endpoint.database, DatabaseMark(stack: stack))])
        }
    }

    /// Returns the mark of a replaceable database; nil if it has none and `foreign` permits that. Another stack's
    /// database is always refused.
    func requireReplaceable(_ admin: DatabaseAdmin, foreign: Bool) async throws -> DatabaseMark? {
        if foreign, let database = try await admin.database(endpoint.database), database.mark == nil { return nil }
        return try await requireOurs(admin)
    }

    /// Returns the mark of the stack's database. Throws `.notOurs` if it has none of this stack.
    func requireOurs(_ admin: DatabaseAdmin) async throws -> DatabaseMark {
        let database = try await admin.database(endpoint.database)
        if let mark = database?.mark, mark.stack == stack { return mark }
        let reason =
            if let other = database?.mark?.stack {
                "the database '\(endpoint.database)' belongs to the stack '\(other)'"
            } else if database == nil {
                "there is no database '\(endpoint.database)'"
            } else {
                "the database '\(endpoint.database)' does not carry cpadev's mark"
            }
        throw notOurs(reason)
    }

    private func notOurs(_ reason: String) -> SeedingError {
        SeedingError(
            .notOurs,
            "\(reason), so nothing in it was changed",
            remedy:
                "name another database in POSTGRES_DB, or replace this one (cpadev reset --undo reverts this): "
                + "cpadev seed --yes"
        )
    }

    // MARK: Sessions

    /// Opens a session in a database, with ``settings``.
    /// - Parameter logsErrors: whether the server logs its errors, for statements of the user.
    func open(_ database: String, logsErrors: Bool = false) async throws -> PostgresLink {
        let link = try await PostgresLink(endpoint, database: database, settings: Self.settings)
        try await link.prepare(logsErrors: logsErrors)
        return link
    }

    /// Runs read-only work on databases.
    func looking<Value: Sendable>(_ work: (DatabaseAdmin) async throws -> Value) async throws -> Value {
        try await withAdmin(lock: nil, work)
    }

    /// Runs work that changes databases. It excludes all other operations of the stack, in any process.
    func changing<Value: Sendable>(_ work: (DatabaseAdmin) async throws -> Value) async throws -> Value {
        try await LocalAddress.require(endpoint.address.host)
        return try await withAdmin(lock: names.lockKey) { admin in
            try await admin.dropInvalid(beginningWith: names.prefix)
            return try await work(admin)
        }
    }

    private func withAdmin<Value: Sendable>(
        lock: String?,
        _ work: (DatabaseAdmin) async throws -> Value
    ) async throws -> Value {
        let admin = try await DatabaseAdmin(endpoint, lock: lock)
        let result = await attempt {
            let what = "the server's databases are in use"
            return try await namingLockHolders(of: admin.link, in: admin.link.database, what) { try await work(admin) }
        }
        await admin.close()
        return try result.get()
    }
}

/// Returns the result of work as a value, for a caller that must clean up before it continues.
func attempt<Value: Sendable>(_ work: () async throws -> Value) async -> Result<Value, any Error> {
    do { return .success(try await work()) } catch { return .failure(error) }
}
