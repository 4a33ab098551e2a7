import Foundations

extension PostgresStore {
    /// Returns statements that restore the attributes of the seed's roles to what they were when a snapshot was saved,
    /// or else when the template was built. The database has no sessions when this returns, so it can be renamed.
    /// - Parameter database: the clone of a template or snapshot that contains the records of roles.
    func roleStatements(
        from database: String,
        isSnapshot: Bool,
        _ admin: DatabaseAdmin
    ) async throws -> [String] {
        let link = try await open(database)
        let result = await attempt { () -> [String] in
            var recorded = isSnapshot ? try await notedRoles(.snapshot, link) : nil
            if recorded == nil { recorded = try await RoleRecords.recorded(link) }
            guard let recorded else { return [] }
            return try await RoleRecords.statements(for: recorded, in: endpoint.database, link)
        }
        await link.close()
        let statements = try result.get()
        // A closed session takes a moment to end.
        try await admin.endSessions(in: database)
        return statements
    }

    /// Runs the migrations of a template that is being built. They may change roles, which belong to the whole cluster.
    ///
    /// Meanwhile the roles have the names and attributes recorded in the stack's database, so that a developer's changes
    /// to roles do not become part of the seed. They are those from before that seed's migrations ran, since a migration
    /// of a branch may be gone by now; of a role that these created, those that it got. Afterwards they are as they were
    /// before, whatever the migrations did, since the seed is not in force until the template replaces the database.
    /// Roles that the migrations create remain.
    /// - Parameter fill: gets the records of the roles that it finds, and returns those of the roles that it used.
    func withSeedRoles(
        _ admin: DatabaseAdmin,
        building link: PostgresLink,
        _ fill: (_ base: String?) async throws -> String?
    ) async throws {
        let recorded = await recordedRoles()
        let found = try await RoleRecords.read(admin.link, names: nil)
        if let recorded, let found {
            let statements = try await RoleRecords.statements(for: recorded, admin.link)
            if !statements.isEmpty {
                // Written first, since a server that is killed meanwhile comes back with the changed roles.
                try await note(found: found, recorded: recorded, link)
                try await admin.runInTransaction(statements)
            }
        }
        let result = await attempt { try await fill(RoleRecords.read(link, names: nil)) }
        if let found {
            try await uncancelled {
                let used = try? result.get()
                let names = try await admin.link.run(Self.namesQuery, [found, recorded, used]).value
                let statements = try await RoleRecords.statements(for: found, only: names, admin.link)
                try await admin.runInTransaction(statements)
                _ = try? await link.run("DROP SCHEMA IF EXISTS \(Self.noteSchema) CASCADE")
            }
        }
        _ = try result.get()
    }

    // MARK: Interrupted builds

    /// Drops an unfinished template, and restores the roles that its build had changed.
    func dropBuild(_ admin: DatabaseAdmin) async throws {
        // A closed one was filled completely, and has already restored them.
        if try await admin.database(names.build)?.allowsConnections == true {
            try await putBackRolesOfBuild(admin)
            let link = try await open(names.build)
            let result = await attempt { try await dropSubscriptions(link) }
            await link.close()
            try result.get()
        }
        try await admin.drop(names.build)
    }

    /// The schema of the note for ``putBackRolesOfBuild(_:)``, in a template that is being built.
    static let noteSchema = "cpadev_build"

    private func note(found: String, recorded: String, _ link: PostgresLink) async throws {
        _ = try await link.run("CREATE SCHEMA \(Self.noteSchema)")
        _ = try await link.run(
            "CREATE TABLE \(Self.noteSchema).roles AS SELECT $1::text AS found, $2::text AS recorded",
            [found, recorded]
        )
    }

    private func putBackRolesOfBuild(_ admin: DatabaseAdmin) async throws {
        let link = try await open(names.build)
        let note = await attempt { () -> [String?] in
            let isThere = try await link.run("SELECT to_regclass('\(Self.noteSchema).roles') IS NOT NULL").value == "t"
            guard isThere else { return [] }
            return try await link.run("SELECT found, recorded FROM \(Self.noteSchema).roles").rows.first ?? []
        }
        await link.close()
        let fields = try note.get()
        guard fields.count == 2, let found = fields[0] else { return }
        let only = try await admin.link.run(Self.namesQuery, [found, fields[1], nil]).value
        try await admin.runInTransaction(try await RoleRecords.statements(for: found, only: only, admin.link))
    }

    /// A query of the names in a list of records of those roles that one or two other lists contain, which may have
    /// another name there.
    private static let namesQuery = """
        SELECT coalesce(jsonb_agg(DISTINCT f ->> 'name'), '[]'::jsonb) FROM jsonb_array_elements($1::jsonb) f
        WHERE EXISTS (
            SELECT FROM jsonb_array_elements(coalesce($2::jsonb, '[]') || coalesce($3::jsonb, '[]')) r
            WHERE r ->> 'name' = f ->> 'name' OR r ->> 'oid' = f ->> 'oid'
        )
        """

    private func recordedRoles() async -> String? {
        guard let link = try? await open(endpoint.database) else { return nil }
        let records = try? await RoleRecords.recorded(link, isBase: true)
        await link.close()
        return records ?? nil
    }
}
