import Foundations

extension PostgresStore {
    func hasTemplate(_ hash: String) async throws -> Bool {
        try await looking { try await $0.database(names.template(hash)) != nil }
    }

    /// Fills a separate database, and makes it the template when it is complete. The stack's own database is not
    /// touched, and an older template of the hash remains until then.
    func buildTemplate(
        _ hash: String,
        fill: @escaping @Sendable (PostgresLink) async throws -> Void
    ) async throws {
        try await changing { admin in
            try await dropBuild(admin)
            do {
                try await admin.create(names.build, like: endpoint.database)
                let link = try await open(names.build, logsErrors: true)
                let result = await attempt {
                    try await withSeedRoles(admin, building: link) { base in
                        try await fill(link)
                        try await dropSubscriptions(link)
                        try await rowHashes.write(link)
                        let used = try await RoleRecords.read(link, names: RoleRecords.used)
                        try await SchemaComparison(link: link).record(roles: used, base: base)
                        return used
                    }
                    // Frozen rows need no visibility checks or later rewriting in each clone.
                    _ = try await link.run("VACUUM (FREEZE, ANALYZE)")
                }
                await link.close()
                try result.get()
                try await hooks.reach(.filled)
                try await admin.allowConnections(false, to: names.build)
                try await admin.endSessions(in: names.build)
                let mark = DatabaseMark(stack: stack, seed: hash)
                try await put(names.build, inPlaceOf: names.template(hash), mark, admin)
            } catch {
                try? await uncancelled { try await afterFailure(admin) }
                throw error
            }
        }
    }

    /// Drops the logical subscriptions in a template that is being built. No clone would have them, and the server does
    /// not drop a database that has one.
    func dropSubscriptions(_ link: PostgresLink) async throws {
        let query = """
            SELECT quote_ident(subname) FROM pg_subscription
            WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        for name in try await link.run(query).rows.compactMap({ $0[0] }) {
            _ = try await link.run("ALTER SUBSCRIPTION \(name) DISABLE")
            // This also drops the publisher's slot, if the publisher can be reached.
            do { _ = try await link.run("DROP SUBSCRIPTION \(name)") } catch is PostgresFailure {
                _ = try await link.run("ALTER SUBSCRIPTION \(name) SET (slot_name = NONE)")
                _ = try await link.run("DROP SUBSCRIPTION \(name)")
            }
        }
    }

    /// Renames a finished database to that of a template or snapshot, and seals it. Drops a previous one of that name.
    func put(_ name: String, inPlaceOf place: String, _ mark: DatabaseMark, _ admin: DatabaseAdmin) async throws {
        try await admin.drop(names.old)
        let former = try await admin.database(place) == nil ? [] : [admin.renaming(place, to: names.old)]
        try await admin.runInTransaction(
            former + [admin.renaming(name, to: place), admin.marking(place, mark)] + admin.sealing(place)
        )
        try await admin.drop(names.old)
    }

    /// Runs work with a session in a sealed template, which accepts connections only until that session is open.
    /// - Parameter preparation: runs while the session is being opened. The work gets its result.
    func withTemplate<Prepared: Sendable, Value: Sendable>(
        _ hash: String,
        _ admin: DatabaseAdmin,
        preparation: @Sendable () async throws -> Prepared,
        _ work: (PostgresLink, Prepared) async throws -> Value
    ) async throws -> Value {
        let template = names.template(hash)
        async let opening = attempt { try await openSealed(template, admin) }
        let prepared = await attempt(preparation)
        let opened = await opening
        let result = await attempt {
            let (link, prepared) = (try opened.get(), try prepared.get())
            return try await work(link, prepared)
        }
        await (try? opened.get())?.close()
        // Cloning requires that the template has no sessions, and a closed session takes a moment to end.
        try await uncancelled {
            try await admin.allowConnections(false, to: template)
            try await admin.endSessions(in: template)
        }
        return try result.get()
    }

    private func openSealed(_ template: String, _ admin: DatabaseAdmin) async throws -> PostgresLink {
        try await admin.allowConnections(true, to: template)
        try await hooks.reach(.opened)
        let link = try await open(template)
        do { try await admin.allowConnections(false, to: template) } catch {
            await link.close()
            throw error
        }
        return link
    }

    /// Throws if a seed's template is missing.
    func requireTemplate(_ hash: String, _ admin: DatabaseAdmin) async throws {
        if try await admin.database(names.template(hash)) != nil { return }
        throw SeedingError(.refused, "the template of the seed is missing", remedy: "cpadev seed --rebuild")
    }
}
