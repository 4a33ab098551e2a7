extension PostgresStore {
    /// Keeps the stack's database as it is under a name; what was kept under it before goes. Clients are shut out while
    /// it is copied, since only a database that nobody uses can be.
    func saveSnapshot(_ name: String) async throws {
        let snapshot = try names.snapshot(name)
        try await changing { admin in
            let mark = try await requireOurs(admin)
            let live = endpoint.database
            do {
                try await requireMovable(live, admin)
                try await admin.drop(names.next)
                try await keepRoles(for: .snapshot)
                try await admin.allowConnections(false, to: live)
                try await hooks.reach(.closed)
                try await admin.endSessions(in: live)
                try await hooks.reach(.emptied)
                try await admin.clone(live, to: names.next)
                try await admin.allowConnections(true, to: live)
                try await hooks.reach(.cloned)
                try await put(names.next, inPlaceOf: snapshot, mark, admin)
            } catch {
                try? await uncancelled { try await afterFailure(admin) }
                throw error
            }
        }
    }

    /// A clone of what was kept takes the place of the stack's database, and has the mark that it had then.
    @discardableResult
    func restoreSnapshot(_ name: String, as step: RowStep? = nil) async throws -> RowReplacement {
        let snapshot = try names.snapshot(name)
        return try await changing { admin in
            guard let database = try await admin.database(snapshot) else {
                throw SeedingError(.unknownName, "the database of snapshot '\(name)' is missing")
            }
            _ = try await requireOurs(admin)
            return try await swap(
                cloneOf: snapshot,
                database.mark ?? DatabaseMark(stack: stack),
                step,
                measuring: false,
                admin
            )
        }
    }

    /// Does nothing where there is none of the name.
    func deleteSnapshot(_ name: String) async throws {
        let snapshot = try names.snapshot(name)
        try await changing { try await $0.drop(snapshot) }
    }

    func snapshots() async throws -> [String: Int64] {
        try await looking { admin in
            let answer = try await admin.link.run(
                "SELECT datname, pg_database_size(oid) FROM pg_database WHERE starts_with(datname, $1)",
                [names.snapshotPrefix]
            )
            let pairs = answer.rows.compactMap { row in
                row[0].map { (String($0.dropFirst(names.snapshotPrefix.count)), row[1].flatMap { Int64($0) } ?? 0) }
            }
            return Dictionary(pairs) { first, _ in first }
        }
    }
}
