/// PostgreSQL's share of the seed: a sealed template for each seed, clones of it that take the place of the stack's
/// database, and the comparison of that with the template.
///
/// It uses the server's maintenance database for all that concerns databases as a whole, by one lasting connection.
actor PostgresStore: RowStore {
    let endpoint: StoreEndpoints.Postgres
    let stack: String
    let names: DatabaseNames
    let firmTable: String
    let firmColumn: String
    private var administration: PostgresLink?

    /// Text forms of values must never vary: they are hashed.
    static let settings = [
        "timezone": "UTC", "datestyle": "ISO,YMD", "intervalstyle": "postgres", "extra_float_digits": "1",
        "bytea_output": "hex",
    ]

    init(_ endpoint: StoreEndpoints.Postgres, stack: String, manifest: SeedManifest) {
        self.endpoint = endpoint
        self.stack = stack
        names = DatabaseNames(stack: stack)
        firmTable = manifest.firmTable
        firmColumn = manifest.firmColumn
    }

    // MARK: Whose it is

    func inspect() async throws -> DatabaseState {
        let rows = try await administer(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1",
            [endpoint.database]
        )
        guard let row = rows.rows.first else { return .missing }
        if let mark = DatabaseMark(comment: row[0]) {
            if mark.stack == stack { return .ours(seed: mark.seed) }
            return .foreign(reason: "the database '\(endpoint.database)' belongs to the stack '\(mark.stack)'")
        }
        let link = try await open(endpoint.database)
        let count =
            try await link.run(
                """
                SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                    AND n.nspname NOT LIKE 'pg\\_%'
                    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
                """
            ).value ?? "0"
        await link.close()
        if count == "0" { return .fresh }
        let noun = count == "1" ? "table" : "tables"
        return .foreign(
            reason: "the database '\(endpoint.database)' has \(count) \(noun) that cpadev did not put there"
        )
    }

    func claim() async throws {
        if case .missing = try await inspect() {
            try await administer("CREATE DATABASE \(PostgresName.quoted(endpoint.database))")
        }
        try await mark(endpoint.database, seed: nil)
    }

    func recover() async throws -> [String] {
        var notes: [String] = []
        let live = try await database(endpoint.database)
        if live == nil, try await database(names.old) != nil {
            try await administer("ALTER DATABASE \(quoted(names.old)) RENAME TO \(quoted(endpoint.database))")
            try await allowConnections(true, endpoint.database)
            notes.append("put back the database that an interrupted reset had moved aside")
        } else if live?.allowsConnections == false {
            try await allowConnections(true, endpoint.database)
            notes.append("let clients into the database again, which an interrupted reset had closed")
        }
        for name in [names.build, names.next, names.old] where try await database(name) != nil { try await drop(name) }
        return notes
    }

    // MARK: Template

    func hasTemplate(_ hash: String) async throws -> Bool { try await database(names.template(hash)) != nil }

    func buildTemplate(
        _ hash: String,
        fill: @escaping @Sendable (PostgresLink) async throws -> Void
    ) async throws {
        try await drop(names.build)
        try await administer("CREATE DATABASE \(quoted(names.build))")
        do {
            let link = try await open(names.build)
            do {
                try await fill(link)
                try await RowHashes(firmTable: firmTable, firmColumn: firmColumn).write(link)
                try await link.runScript("ANALYZE")
            } catch {
                await link.close()
                throw error
            }
            await link.close()
        } catch {
            try? await drop(names.build)
            throw error
        }
        let template = names.template(hash)
        try await drop(template)
        try await endSessions(names.build)
        try await administer("ALTER DATABASE \(quoted(names.build)) RENAME TO \(quoted(template))")
        try await administer("ALTER DATABASE \(quoted(template)) IS_TEMPLATE true")
        try await allowConnections(false, template)
        try await mark(template, seed: hash)
    }

    /// A connection to a sealed template: it is open to others only until this one is there.
    func openTemplate(_ hash: String) async throws -> PostgresLink {
        let template = names.template(hash)
        try await allowConnections(true, template)
        do {
            let link = try await open(template)
            try await allowConnections(false, template)
            return link
        } catch {
            try? await allowConnections(false, template)
            throw error
        }
    }

    // MARK: Helpers

    /// A session in a database, with settings that make text forms the same everywhere.
    func open(_ database: String) async throws -> PostgresLink {
        try await PostgresLink(endpoint, database: database, settings: Self.settings)
    }

    /// Runs a statement in the maintenance database. A connection that broke is made anew, once.
    @discardableResult
    func administer(_ statement: String, _ parameters: [String?] = []) async throws -> PostgresRows {
        if let administration {
            do { return try await administration.run(statement, parameters) } catch let failure as PostgresFailure
                where failure.sqlState.isEmpty || failure.sqlState.hasPrefix("57P")
            {
                await administration.close()
                self.administration = nil
            }
        }
        let link = try await openMaintenance()
        administration = link
        return try await link.run(statement, parameters)
    }

    private func openMaintenance() async throws -> PostgresLink {
        do { return try await open("postgres") } catch let failure as PostgresFailure {
            guard failure.message.contains("does not exist"), endpoint.database != "template1" else { throw failure }
            return try await open("template1")
        }
    }

    struct Database: Hashable, Sendable {
        var allowsConnections: Bool
        var size: Int64
        var mark: DatabaseMark?
    }

    /// nil where there is none of the name. The size is measured only where it is asked for.
    func database(_ name: String) async throws -> Database? {
        let rows = try await administer(
            "SELECT datallowconn, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1",
            [name]
        )
        return rows.rows.first.map { row in
            Database(allowsConnections: row[0] == "t", size: 0, mark: DatabaseMark(comment: row[1]))
        }
    }

    func databases(beginningWith prefix: String) async throws -> [String: Int64] {
        let rows = try await administer(
            "SELECT datname, pg_database_size(oid) FROM pg_database WHERE starts_with(datname, $1)",
            [prefix]
        )
        let pairs = rows.rows.compactMap { row in row[0].map { ($0, row[1].flatMap { Int64($0) } ?? 0) } }
        return Dictionary(pairs) { first, _ in first }
    }

    func drop(_ name: String) async throws {
        guard try await database(name) != nil else { return }
        try await administer("ALTER DATABASE \(quoted(name)) IS_TEMPLATE false")
        try await administer("DROP DATABASE IF EXISTS \(quoted(name)) WITH (FORCE)")
    }

    func mark(_ name: String, seed: String?) async throws {
        let comment = DatabaseMark(stack: stack, seed: seed).comment
        try await administer("COMMENT ON DATABASE \(quoted(name)) IS \(PostgresName.literal(comment))")
    }

    func allowConnections(_ isAllowed: Bool, _ name: String) async throws {
        try await administer("ALTER DATABASE \(quoted(name)) ALLOW_CONNECTIONS \(isAllowed)")
    }

    /// Ends every session in a database, and waits until they are gone: at most five seconds for each.
    func endSessions(_ name: String) async throws {
        try await administer(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
            [name]
        )
    }

    func quoted(_ name: String) -> String { PostgresName.quoted(name) }
}
