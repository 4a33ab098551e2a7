import ControlAPI

extension PostgresStore {
    /// How long a comparison waits for a lock. Resets have to wait meanwhile.
    private static let driftTimeout = "2s"

    func drift() async throws -> DatabaseDrift {
        try await withLive { link in
            try await link.runScript("SET lock_timeout TO '\(Self.driftTimeout)'")
            let what = "cannot tell what changed since the seed"
            return try await namingLockHolders(of: link, in: endpoint.database, what) {
                let schema = try await SchemaComparison(link: link).changes()
                let catalogue = try await Catalogue.read(link)
                let rows = try await RowComparison(hashes: rowHashes, link: link, tables: catalogue).drift()
                var drift = DatabaseDrift()
                let firms = try await rowHashes.seededFirms(link)
                func isSeeded(_ firm: String) -> Bool { !firm.isEmpty && firms?.contains(firm) ?? true }
                drift.firms = rows.byFirm(isSeeded)
                drift.changes = Self.changes(schema, rows.tables, rows.ofNoFirm(isSeeded))
                if schema == nil {
                    drift.notCompared = "the schema was not compared: an earlier version of cpadev seeded the database"
                }
                let own = drift.changes.filter {
                    $0.change == .added && ($0.kind == .table || $0.kind == .materializedView)
                }
                let counts = try await DeveloperTables(link: link).counts(of: own.map(\.name))
                for index in drift.changes.indices where own.contains(drift.changes[index]) {
                    drift.changes[index].rows = counts[drift.changes[index].name]
                }
                return drift
            }
        }
    }

    /// Returns the changes that belong to no firm, in a fixed order.
    /// - Parameters:
    ///   - schema: nil if only rows were compared.
    ///   - tables: changes of tables, as found by the comparison of rows.
    ///   - rows: drift of rows that no seeded firm owns, by table.
    static func changes(
        _ schema: [DatabaseChange]?,
        _ tables: [String: RowDrift.TableChange],
        _ rows: [String: Drift]
    ) -> [DatabaseChange] {
        var changes = schema ?? []
        for (name, change) in tables {
            switch change {
            case .added where schema == nil: changes.append(DatabaseChange(.table, name, .added))
            case .dropped where schema == nil: changes.append(DatabaseChange(.table, name, .dropped))
            case .altered where !changes.contains(where: { $0.table == name && $0.concernsColumns }):
                changes.append(DatabaseChange(.table, name, .changed))
            case .added, .dropped, .altered: break
            }
        }
        for (name, drift) in rows where drift.total > 0 && tables[name] != .dropped {
            let change: DatabaseChange.Change =
                drift.total == drift.added ? .added : drift.total == drift.removed ? .dropped : .changed
            changes.append(DatabaseChange(.rows, name, change, drift: drift))
        }
        return changes.sorted { $0.order < $1.order }
    }

    /// Returns the row drift since the seed, by firm and table.
    func rowDrift() async throws -> RowDrift {
        try await withLive { link in
            try await RowComparison(hashes: rowHashes, link: link, tables: Catalogue.read(link)).drift()
        }
    }

    /// Returns a hash of the stack's database for each firm and table.
    func checksums() async throws -> [String: [String: String]] {
        try await withLive { try await rowHashes.checksums($0) }
    }

    private func withLive<Value: Sendable>(_ work: (PostgresLink) async throws -> Value) async throws -> Value {
        let link = try await open(endpoint.database)
        let result = await attempt {
            let comment = try await link.run(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
            )
            guard DatabaseMark(comment: comment.value)?.stack == stack else {
                throw SeedingError(
                    .notOurs,
                    "the database '\(endpoint.database)' does not carry this stack's mark",
                    remedy: "to replace it (cpadev reset --undo reverts this): cpadev seed --yes"
                )
            }
            return try await work(link)
        }
        await link.close()
        return try result.get()
    }
}

extension DatabaseChange {
    /// Whether the change concerns a table's columns or key.
    fileprivate var concernsColumns: Bool {
        switch kind {
        case .column, .columnType, .primaryKey: true
        default: false
        }
    }
}
