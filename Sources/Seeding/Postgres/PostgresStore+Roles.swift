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
        let result = await attempt {
            if isSnapshot, let records = try await notedRoles(.snapshot, link) {
                return try await RoleRecords.statements(for: records, link)
            }
            return try await RoleRecords.restoring(in: link)
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
        if let recorded { try await admin.runTogether(try await RoleRecords.statements(for: recorded, admin.link)) }
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
            }
        }
        return try result.get()
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
