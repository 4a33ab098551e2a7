/// PostgreSQL's share of the seed: a sealed template for each seed, clones of it that take the place of the stack's
/// database, and the comparison of that with the template.
///
/// What must survive a kill lies in the server alone: marks in the databases' comments, and names that say what a
/// database is for. ``recover()`` tells from them what was under way.
struct PostgresStore: RowStore {
    let endpoint: StoreEndpoints.Postgres
    let stack: String
    let names: DatabaseNames
    let rowHashes: RowHashes
    let hooks: PostgresHooks

    /// Text forms of values must never vary, since they are hashed and copied; and nothing that a developer set for the
    /// database or the role may end a session of cpadev or keep it from writing.
    static let settings = [
        "timezone": "UTC", "datestyle": "ISO,YMD", "intervalstyle": "postgres", "extra_float_digits": "1",
        "bytea_output": "hex", "lc_monetary": "C", "statement_timeout": "0", "lock_timeout": "0",
        "idle_in_transaction_session_timeout": "0", "default_transaction_read_only": "off",
        "default_transaction_isolation": "read committed", "session_replication_role": "origin",
        // Names of types and tables in text forms are qualified where the path does not lead to them.
        "search_path": "\"$user\",public", "quote_all_identifiers": "off",
    ]

    /// - Parameters:
    ///   - firms: the table of tenants, and the column by which other tables' rows belong to one.
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

    init(_ endpoint: StoreEndpoints.Postgres, stack: String, manifest: SeedManifest) {
        self.init(endpoint: endpoint, stack: stack, firms: (manifest.firmTable, manifest.firmColumn))
    }

    // MARK: Whose it is

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

    /// The tables in the stack's database, and an estimate of their rows.
    private func countTables() async throws -> (tables: Int, rows: Int) {
        let link = try await open(endpoint.database)
        // Estimates are -1 where nothing was ever counted.
        let answer = await attempt {
            try await link.run(
                """
                SELECT count(*), sum(greatest(c.reltuples, 0))::bigint
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'm', 'f') AND n.nspname <> 'information_schema'
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

    /// Marks an empty database as the stack's own, and makes it where it is missing. One with tables of somebody else is
    /// refused: it becomes the stack's when ``reset(to:as:)`` replaces it, and not before.
    func claim() async throws {
        try await changing { admin in
            switch try await inspect(admin) {
            case .ours: return
            case .missing: try await admin.create(endpoint.database, like: endpoint.database)
            case .fresh: break
            case .foreign(let reason): throw notOurs(reason)
            }
            try await admin.runTogether([admin.marking(endpoint.database, DatabaseMark(stack: stack))])
        }
    }

    /// The mark of a database that may be replaced; nil where it is somebody else's, and that is wanted. Another stack's
    /// never is.
    func requireReplaceable(_ admin: DatabaseAdmin, foreign: Bool) async throws -> DatabaseMark? {
        if foreign, let database = try await admin.database(endpoint.database), database.mark == nil { return nil }
        return try await requireOurs(admin)
    }

    /// The mark of the stack's database; throws `.notOurs` where it has none of this stack.
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
            "\(reason), so nothing in it is changed",
            remedy:
                "name another database in POSTGRES_DB, or have this one replaced, and kept for cpadev reset --undo: "
                + "cpadev seed --yes"
        )
    }

    // MARK: Sessions

    /// A session in a database, with settings that make text forms the same everywhere.
    func open(_ database: String) async throws -> PostgresLink {
        try await PostgresLink(endpoint, database: database, settings: Self.settings)
    }

    /// Runs something that only looks at databases.
    func looking<Value: Sendable>(_ work: (DatabaseAdmin) async throws -> Value) async throws -> Value {
        try await administering(lock: nil, work)
    }

    /// Runs something that changes databases. No other operation of the stack does at the same time, in any process.
    func changing<Value: Sendable>(_ work: (DatabaseAdmin) async throws -> Value) async throws -> Value {
        try await LocalAddress.require(endpoint.address.host)
        return try await administering(lock: names.lockKey) { admin in
            try await admin.dropInvalid(beginningWith: names.prefix)
            return try await work(admin)
        }
    }

    private func administering<Value: Sendable>(
        lock: String?,
        _ work: (DatabaseAdmin) async throws -> Value
    ) async throws -> Value {
        let admin = try await DatabaseAdmin(endpoint, lock: lock)
        let result = await attempt { try await work(admin) }
        await admin.close()
        return try result.get()
    }
}

/// What work came to, for a caller that has something to close before it goes on.
func attempt<Value: Sendable>(_ work: () async throws -> Value) async -> Result<Value, any Error> {
    do { return .success(try await work()) } catch { return .failure(error) }
}
