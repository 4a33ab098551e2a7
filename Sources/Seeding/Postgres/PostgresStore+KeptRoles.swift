/// Notes about roles. Roles belong to the cluster, so a database that is kept for undo or as a snapshot does not
/// contain them. A note in that database records their attributes at the time.
extension PostgresStore {
    /// The purpose of a note. A note is only ever read for the same purpose.
    enum RoleNote {
        /// The database is replaced by the step with this id.
        case undo(of: String)
        /// The database is saved as a snapshot.
        case snapshot

        fileprivate var table: String {
            switch self {
            case .undo: "cpadev_seed.former_roles"
            case .snapshot: "cpadev_seed.saved_roles"
            }
        }

        fileprivate var step: String? {
            if case .undo(let step) = self { step } else { nil }
        }
    }

    /// Writes a note of the roles into the stack's database. Does nothing if cpadev did not seed the database.
    func keepRoles(for note: RoleNote) async throws {
        let link = try await open(endpoint.database)
        let result = await attempt {
            try await namingLockHolders(of: link, in: endpoint.database, "cannot note the roles") {
                let hasRoles = try await link.run("SELECT to_regclass('cpadev_seed.roles') IS NOT NULL").value == "t"
                guard hasRoles else { return }
                let records = try await RoleRecords.read(link, names: RoleRecords.present)
                _ = try await link.run("DROP TABLE IF EXISTS \(note.table)")
                _ = try await link.run("CREATE TABLE \(note.table) (step text, records text)")
                _ = try await link.run("INSERT INTO \(note.table) VALUES ($1, $2)", [note.step, records])
            }
        }
        await link.close()
        try result.get()
    }

    /// Restores the roles to their state when a step replaced the stack's database.
    func putBackRoles(of step: String, _ admin: DatabaseAdmin) async throws {
        let link = try await open(endpoint.database)
        let result = await attempt { () -> [String] in
            guard let records = try await notedRoles(.undo(of: step), link) else { return [] }
            return try await RoleRecords.statements(for: records, in: endpoint.database, link)
        }
        await link.close()
        let statements = try result.get()
        if !statements.isEmpty { try await admin.runInTransaction(statements) }
    }

    /// Returns the role records of a note in the link's database; nil if there is none.
    func notedRoles(_ note: RoleNote, _ link: PostgresLink) async throws -> String? {
        guard try await link.run("SELECT to_regclass('\(note.table)') IS NOT NULL").value == "t" else { return nil }
        return try await link.run(
            "SELECT records FROM \(note.table) WHERE step IS NOT DISTINCT FROM $1",
            [note.step]
        ).value
    }
}
