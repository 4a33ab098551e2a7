/// Roles belong to the cluster, so a database that is kept for an undo or as a snapshot does not hold them. What they
/// were then is noted in it.
extension PostgresStore {
    /// For what roles are noted; the note of one never is taken for that of the other.
    enum RoleNote: String {
        /// A database that is replaced.
        case undo = "former_roles"
        /// One that is copied.
        case snapshot = "saved_roles"

        var table: String { "cpadev_seed.\(rawValue)" }
    }

    /// Notes in the stack's database what its roles are. Nothing is noted in one that cpadev did not seed.
    func keepRoles(for note: RoleNote = .undo) async throws {
        let link = try await open(endpoint.database)
        let result = await attempt {
            guard try await link.run("SELECT to_regclass('cpadev_seed.roles') IS NOT NULL").value == "t" else { return }
            let records = try await RoleRecords.read(link, names: "SELECT name FROM cpadev_seed.roles")
            _ = try await link.run("DROP TABLE IF EXISTS \(note.table)")
            _ = try await link.run("CREATE TABLE \(note.table) (records text)")
            _ = try await link.run("INSERT INTO \(note.table) VALUES ($1)", [records])
        }
        await link.close()
        try result.get()
    }

    /// Makes the roles what they were when the stack's database was replaced.
    func putBackRoles(_ admin: DatabaseAdmin) async throws {
        let link = try await open(endpoint.database)
        let result = await attempt { () -> [String] in
            guard let records = try await notedRoles(.undo, link) else { return [] }
            return try await RoleRecords.statements(for: records, link)
        }
        await link.close()
        let statements = try result.get()
        if !statements.isEmpty { try await admin.runTogether(statements) }
    }

    /// The records of roles that are noted in the link's database; nil where none are.
    func notedRoles(_ note: RoleNote, _ link: PostgresLink) async throws -> String? {
        guard try await link.run("SELECT to_regclass('\(note.table)') IS NOT NULL").value == "t" else { return nil }
        return try await link.run("SELECT records FROM \(note.table)").value
    }
}
