extension PostgresStore {
    /// Cleans up after a killed operation.
    /// - Returns: what was cleaned up, one sentence each.
    func recover() async throws -> [String] {
        try await changing { try await recover($0) }
    }

    /// Cleans up after a failed operation. The failure may be in the operation's own session, so a new one is opened,
    /// which waits until the server has released the first session's lock.
    func afterFailure(_ admin: DatabaseAdmin) async throws {
        await admin.close()
        let fresh = try await DatabaseAdmin(endpoint, lock: names.lockKey)
        let result = await attempt { try await recover(fresh) }
        await fresh.close()
        _ = try result.get()
    }

    private func recover(_ admin: DatabaseAdmin) async throws -> [String] {
        var notes: [String] = []
        // Reopen the database first, since clients are waiting.
        let live = try await admin.database(endpoint.database)
        if let live, !live.allowsConnections, live.mark?.stack == stack {
            try await admin.allowConnections(true, to: endpoint.database)
            notes.append("reopened '\(endpoint.database)', which an interrupted operation had closed to clients")
        }
        let leftovers = [
            (names.build, "an unfinished template"), (names.next, "a clone that was not yet in place"),
            (names.old, "a replaced database"), (names.stale, "a database kept for an earlier undo"),
        ]
        for (name, what) in leftovers {
            guard try await admin.database(name) != nil else { continue }
            if name == names.build { try await dropBuild(admin) } else { try await admin.drop(name) }
            notes.append("dropped \(what)")
        }
        for prefix in [names.templatePrefix, names.snapshotPrefix] {
            for name in try await admin.names(beginningWith: prefix) {
                guard try await admin.database(name)?.allowsConnections == true else { continue }
                try await admin.runInTransaction(admin.sealing(name))
                try await admin.endSessions(in: name)
                notes.append("closed '\(name)', which an interrupted operation had opened")
            }
        }
        return notes
    }
}
