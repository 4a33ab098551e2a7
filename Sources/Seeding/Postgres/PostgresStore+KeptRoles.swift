/// Roles belong to the cluster, so a database that is kept for an undo or as a snapshot does not hold them. What they
/// were then is noted in it.
extension PostgresStore {
    /// For what roles are noted; a note is never taken for another one.
    enum RoleNote {
        /// The database is replaced by a step, of that id.
        case undo(of: String)
        /// It is copied.
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

    /// Notes in the stack's database what its roles are. Nothing is noted in one that cpadev did not seed.
    func keepRoles(for note: RoleNote) async throws {
        let link = try await open(endpoint.database)
        let result = await attempt {
            guard try await link.run("SELECT to_regclass('cpadev_seed.roles') IS NOT NULL").value == "t" else { return }
            let records = try await RoleRecords.read(link, names: "SELECT name FROM cpadev_seed.roles")
            _ = try await link.run("DROP TABLE IF EXISTS \(note.table)")
            _ = try await link.run("CREATE TABLE \(note.table) (step text, records text)")
            _ = try await link.run("INSERT INTO \(note.table) VALUES ($1, $2)", [note.step, records])
        }
        await link.close()
        try result.get()
    }

    /// Makes the roles what they were when a step replaced the stack's database.
    func putBackRoles(of step: String, _ admin: DatabaseAdmin) async throws {
        let link = try await open(endpoint.database)
        let result = await attempt { () -> [String] in
            guard let records = try await notedRoles(.undo(of: step), link) else { return [] }
            return try await RoleRecords.statements(for: records, in: endpoint.database, link)
        }
        await link.close()
        let statements = try result.get()
        if !statements.isEmpty { try await admin.runTogether(statements) }
    }

    /// The records of roles that are noted in the link's database; nil where none are.
    func notedRoles(_ note: RoleNote, _ link: PostgresLink) async throws -> String? {
        guard try await link.run("SELECT to_regclass('\(note.table)') IS NOT NULL").value == "t" else { return nil }
        return try await link.run(
            "SELECT records FROM \(note.table) WHERE step IS NOT DISTINCT FROM $1",
            [note.step]
        ).value
    }
}
