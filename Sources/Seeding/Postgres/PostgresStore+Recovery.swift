extension PostgresStore {
    /// Puts right what a killed operation left, and says what that was, a sentence each.
    func recover() async throws -> [String] {
        try await changing { try await recover($0) }
    }

    /// The same after a failure. The failed operation's own session may be what broke, so another one is made, which
    /// waits until the server has let go of the first.
    func afterFailure(_ admin: DatabaseAdmin) async throws {
        await admin.close()
        let fresh = try await DatabaseAdmin(endpoint, lock: names.lockKey)
        let result = await attempt { try await recover(fresh) }
        await fresh.close()
        _ = try result.get()
    }

    private func recover(_ admin: DatabaseAdmin) async throws -> [String] {
        var notes: [String] = []
        // Clients first: they wait.
        let live = try await admin.database(endpoint.database)
        if let live, !live.allowsConnections, live.mark?.stack == stack {
            try await admin.allowConnections(true, to: endpoint.database)
            notes.append("let clients into '\(endpoint.database)' again, which an interrupted operation had closed")
        }
        let leftovers = [
            (names.build, "a template that was not finished"), (names.next, "a clone that had not got its place yet"),
            (names.old, "a database that had been replaced"), (names.stale, "a database that had been kept before"),
        ]
        for (name, what) in leftovers {
            guard try await admin.database(name) != nil else { continue }
            if name == names.build { try await dropBuild(admin) } else { try await admin.drop(name) }
            notes.append("dropped \(what)")
        }
        for prefix in [names.templatePrefix, names.snapshotPrefix] {
            for name in try await admin.names(beginningWith: prefix) {
                guard try await admin.database(name)?.allowsConnections == true else { continue }
                try await admin.runTogether(admin.sealing(name))
                try await admin.endSessions(in: name)
                notes.append("closed '\(name)', which an interrupted operation had opened")
            }
        }
        return notes
    }
}
