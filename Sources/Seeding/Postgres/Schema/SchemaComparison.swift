import ControlAPI

/// Records a database's schema and roles in the database, and compares them with the record later.
struct SchemaComparison {
    let link: PostgresLink

    /// Records every object with its definition. The schema `cpadev_seed` must exist.
    /// - Parameters:
    ///   - roles: records of the roles that the migrations use; see ``RoleRecords``.
    ///   - base: records of all roles from before the migrations ran.
    func record(roles: String?, base: String? = nil) async throws {
        let (roles, base) = (PostgresName.literal(roles ?? "[]"), PostgresName.literal(base ?? "[]"))
        try await withSearchPath {
            try await link.runScript(
                """
                CREATE TABLE cpadev_seed.roles AS
                    SELECT name, oid, system_identifier::text AS cluster, r.record, b.record AS base
                    FROM jsonb_to_recordset(\(roles)::jsonb) AS r (name text, oid bigint, record jsonb)
                    LEFT JOIN jsonb_to_recordset(\(base)::jsonb) AS b (name text, record jsonb) USING (name)
                    CROSS JOIN pg_control_system();
                CREATE TABLE cpadev_seed.objects AS SELECT kind, name, parent, definition FROM (
                    \(SchemaObjects.query)
                    UNION ALL
                    \(RoleRecords.attributes("cpadev_seed.roles"))
                ) objects
                """
            )
        }
    }

    /// Returns what was added, changed or dropped, sorted by kind, table and name.
    /// - Returns: nil if there is no record, as in a database that an earlier version of cpadev seeded.
    func changes() async throws -> [DatabaseChange]? {
        let isRecorded = try await link.run(
            "SELECT to_regclass('cpadev_seed.objects') IS NOT NULL AND to_regclass('cpadev_seed.roles') IS NOT NULL"
        ).value
        guard isRecorded == "t" else { return nil }
        let rows = try await withSearchPath { try await link.run(Self.query) }.rows
        let found = rows.compactMap { row in
            Self.change(kind: row[0] ?? "", name: row[1] ?? "", parent: row[2] ?? "", seeded: row[3], now: row[4])
        }
        return Self.collapsed(found).sorted { $0.order < $1.order }
    }

    /// The query returns definitions only where they are counts, and otherwise just whether they exist.
    private static let query = """
        WITH now AS MATERIALIZED (
            SELECT kind, name, parent, definition FROM (\(SchemaObjects.query)) objects
            UNION ALL
            \(RoleRecords.attributes("(\(RoleRecords.current))"))
        )
        SELECT kind, name, parent,
            CASE WHEN s.kind IS NULL THEN NULL WHEN kind = 'large_objects' THEN s.definition ELSE '' END,
            CASE WHEN n.kind IS NULL THEN NULL WHEN kind = 'large_objects' THEN n.definition ELSE '' END
        FROM (SELECT * FROM now) n
        FULL JOIN cpadev_seed.objects s USING (kind, name, parent)
        WHERE s.kind IS NULL OR n.kind IS NULL OR s.definition IS DISTINCT FROM n.definition
        """

    /// Runs work with a fixed search path. Definitions are only comparable if names are qualified in the same way.
    @discardableResult
    private func withSearchPath<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        try await link.runScript("SET search_path TO \(SchemaObjects.searchPath); SET quote_all_identifiers TO off")
        let result = await attempt { try await work() }
        _ = try? await link.runScript("RESET search_path; RESET quote_all_identifiers")
        return try result.get()
    }

    private static func change(kind: String, name: String, parent: String, seeded: String?, now: String?)
        -> DatabaseChange?
    {
        guard let kind = DatabaseChange.Kind(rawValue: kind) else { return nil }
        let change: DatabaseChange.Change = seeded == nil ? .added : now == nil ? .dropped : .changed
        let table = parent.isEmpty ? nil : parent
        switch kind {
        // A role that still has its name has no attribute of it.
        case .roleAttribute: return DatabaseChange(kind, name, role: table, name == "name" ? .changed : change)
        case .largeObjects:
            let difference = (now.flatMap { Int($0) } ?? 0) - (seeded.flatMap { Int($0) } ?? 0)
            let rows = DatabaseChange.RowCount(abs(difference))
            return DatabaseChange(kind, name, difference > 0 ? .added : .dropped, rows: rows)
        default: return DatabaseChange(kind, name, table: table, change)
        }
    }

    /// Removes implied changes: columns of an added table, privileges on a dropped function, attributes of a dropped
    /// role.
    static func collapsed(_ changes: [DatabaseChange]) -> [DatabaseChange] {
        var holders: [DatabaseChange.Change: Set<String>] = [:]
        var columns: [DatabaseChange.Change: Set<[String]>] = [:]
        for change in changes where change.change != .changed {
            switch change.kind {
            case .table, .view, .materializedView, .function, .type, .sequence, .object:
                holders[change.change, default: []].insert(change.name)
            case .schema: holders[change.change, default: []].insert("schema \(change.name)")
            case .column: columns[change.change, default: []].insert([change.table ?? "", change.name])
            default: break
            }
        }
        var droppedRoles: Set<String> = []
        return changes.compactMap { change in
            let names = holders[change.change] ?? []
            if let table = change.table, names.contains(table) { return nil }
            switch change.kind {
            case .owner, .grant, .comment:
                let bare = change.kind == .comment ? ["schema \(change.name)"] : []
                if ([change.name] + bare).contains(where: names.contains) { return nil }
            case .columnType, .columnDefault, .notNull:
                if columns[change.change]?.contains([change.table ?? "", change.name]) == true { return nil }
            case .roleAttribute where change.change == .dropped:
                guard let role = change.role, droppedRoles.insert(role).inserted else { return nil }
                return DatabaseChange(.roleAttribute, "role", role: role, .dropped)
            default: break
            }
            return change
        }
    }
}

extension DatabaseChange {
    /// The sort key: kind in order of declaration, then table and name.
    var order: (Int, String, String) {
        (Self.kinds[kind] ?? 0, table ?? role ?? "", name)
    }

    private static let kinds = Dictionary(
        uniqueKeysWithValues: Kind.allCases.enumerated().map { ($1, $0) }
    )
}
