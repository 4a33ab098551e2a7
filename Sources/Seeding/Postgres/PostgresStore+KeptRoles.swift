/// Roles belong to the cluster, so a database that is kept for an undo does not hold them. What they were when it was
/// replaced is noted in it.
extension PostgresStore {
    private static let table = "cpadev_seed.former_roles"

    /// Notes in the stack's database what its roles are. Nothing is noted in one that cpadev did not seed.
    func keepRoles() async throws {
        let link = try await open(endpoint.database)
        let result = await attempt {
            guard try await link.run("SELECT to_regclass('cpadev_seed.roles') IS NOT NULL").value == "t" else { return }
            let records = try await RoleRecords.read(link, names: "SELECT name FROM cpadev_seed.roles")
            _ = try await link.run("DROP TABLE IF EXISTS \(Self.table)")
            _ = try await link.run("CREATE TABLE \(Self.table) (records text)")
            _ = try await link.run("INSERT INTO \(Self.table) VALUES ($1)", [records])
        }
        await link.close()
        try result.get()
    }

    /// Makes the roles what they were when the stack's database was replaced.
    func putBackRoles(_ admin: DatabaseAdmin) async throws {
        let link = try await open(endpoint.database)
        let result = await attempt { () -> [String] in
            let isKept = try await link.run("SELECT to_regclass('\(Self.table)') IS NOT NULL").value == "t"
            guard isKept, let records = try await link.run("SELECT records FROM \(Self.table)").value else { return [] }
            return try await RoleRecords.statements(for: records, link)
        }
        await link.close()
        let statements = try result.get()
        if !statements.isEmpty { try await admin.runTogether(statements) }
    }
}
