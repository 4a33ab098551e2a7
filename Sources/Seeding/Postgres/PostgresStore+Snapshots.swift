import Foundations

extension PostgresStore {
    /// Saves a copy of the stack's database under a name, replacing an existing one. Clients are disconnected
    /// meanwhile, since only a database without sessions can be cloned.
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

    /// Replaces the stack's database with a clone of the snapshot, including its mark.
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

    /// Deletes a snapshot's database if it exists.
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
