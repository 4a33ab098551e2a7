extension PostgresStore {
    /// Statements that put the attributes of the seed's roles back to what they were when a snapshot was saved, or else
    /// when the template was built. Nobody is connected to the database when this returns, so it can be renamed.
    /// - Parameter database: the clone of a template or a snapshot, with the records of roles in it.
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
        // A session that was closed takes a moment to end.
        try await admin.endSessions(in: database)
        return statements
    }

    /// Runs the migrations of a template that is being built, whose roles are the whole cluster's.
    ///
    /// Meanwhile the roles are as the stack's database recorded them, so that what a developer changed in one does not
    /// become the seed. Afterwards they are as they were found, whatever the migrations did: until the template takes the
    /// database's place, nothing of the seed is in force. Roles that the migrations create stay.
    /// - Returns: the records of the roles that the migrations left, for ``SchemaComparison/record(roles:)``.
    func withSeedRoles(
        _ admin: DatabaseAdmin,
        building link: PostgresLink,
        _ fill: () async throws -> Void
    ) async throws -> String? {
        let recorded = await recordedRoles()
        let found = try await RoleRecords.read(admin.link, names: nil)
        if let recorded, let found {
            let statements = try await RoleRecords.statements(for: recorded, admin.link)
            if !statements.isEmpty {
                // Durable before they are in force: a server that is killed meanwhile would come back with them.
                try await note(found: found, recorded: recorded, link)
                try await admin.runTogether(statements)
            }
        }
        let result = await attempt {
            try await fill()
            return try await RoleRecords.read(link, names: RoleRecords.used)
        }
        if let found {
            try await uncancelled {
                let used = (try? result.get()) ?? nil
                let names = try await admin.link.run(Self.namesQuery, [recorded, used]).value
                let statements = try await RoleRecords.statements(for: found, only: names, admin.link)
                try await admin.runTogether(statements)
                _ = try? await link.run("DROP SCHEMA IF EXISTS \(Self.noteSchema) CASCADE")
            }
        }
        return try result.get()
    }

    // MARK: A build that is cut off

    /// Drops a template that was not finished. Roles that its build changed are what they were before.
    func dropBuild(_ admin: DatabaseAdmin) async throws {
        // One that is closed was filled to its end, and has put them back.
        if try await admin.database(names.build)?.allowsConnections == true { try await putBackRolesOfBuild(admin) }
        try await admin.drop(names.build)
    }

    /// Of a template that is being built, for ``putBackRolesOfBuild(_:)``.
    private static let noteSchema = "cpadev_build"

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
        let only = try await admin.link.run(Self.namesQuery, [fields[1], nil]).value
        try await admin.runTogether(try await RoleRecords.statements(for: found, only: only, admin.link))
    }

    /// The names in one or two lists of records.
    private static let namesQuery = """
        SELECT coalesce(jsonb_agg(DISTINCT r ->> 'name'), '[]'::jsonb)
        FROM jsonb_array_elements(coalesce($1::jsonb, '[]') || coalesce($2::jsonb, '[]')) r
        """

    private func recordedRoles() async -> String? {
        guard let link = try? await open(endpoint.database) else { return nil }
        let records = try? await RoleRecords.recorded(link)
        await link.close()
        return records ?? nil
    }
}
