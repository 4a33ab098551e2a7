/// Reads firms' rows with the application's role.
///
/// The role is not a superuser and owns no table, so it is subject to row-level security. It sees only the rows of the
/// firm that its transaction sets, and no rows without one. Only the list of firms is readable without a firm.
struct FirmReader: Sendable {
    let application: PostgresPool
    /// The firms that were read lately.
    let tenants: ActiveTenants
    /// The owner's sessions, used only to find out why the application's role cannot read.
    private let owner: PostgresPool
    private let role: String

    /// - Parameter poolSize: The maximum number of the application's sessions.
    init(_ settings: DatabaseSettings, poolSize: Int, tenants: ActiveTenants) {
        application = PostgresPool(settings.applicationURL, size: poolSize)
        owner = PostgresPool(settings.ownerURL, size: 1)
        role = settings.role
        self.tenants = tenants
    }

    /// Returns all firms with their figures, in the directory's order.
    func firms() async throws(FirmFailure) -> [Firm] {
        try await read { session throws(PostgresFailure) in
            var firms: [Firm] = []
            for entry in try Self.directory(session) {
                firms.append(Firm(entry, try FirmScope.within(entry, session, FirmScope.figures)))
            }
            return firms
        }
    }

    /// Runs work in one transaction, and thus one snapshot, of a firm.
    func within<Value: Sendable>(
        _ slug: String,
        _ work: @escaping @Sendable (FirmScope) throws(PostgresFailure) -> Value
    ) async throws(FirmFailure) -> Value {
        let value: Value? = try await read { session throws(PostgresFailure) in
            guard let entry = try Self.directory(session).first(where: { $0.slug == slug }) else { return nil }
            return try FirmScope.within(entry, session, work)
        }
        guard let value else { throw .unknownFirm(slug) }
        tenants.record(slug)
        return value
    }

    static func directory(_ session: PostgresSession) throws(PostgresFailure) -> [Firm.Entry] {
        try session.items(Firm.Entry.self, "SELECT id, slug, name, kind FROM firm_directory()")
    }

    func read<Value: Sendable>(
        _ work: @escaping @Sendable (PostgresSession) throws(PostgresFailure) -> Value
    ) async throws(FirmFailure) -> Value {
        do {
            return try await application.read(work)
        } catch let failure as PostgresFailure where failure.cause == .exhausted {
            throw .unavailable(failure.message)
        } catch let failure as PostgresFailure {
            if let lack = await lack() { throw .notSeeded(lack) }
            if failure.isMissingSchema { throw .notSeeded("The schema is not the demo's: \(failure.message)") }
            throw .unavailable(failure.message)
        } catch {
            throw .unavailable("\(error)")
        }
    }

    /// Returns what an unseeded database lacks, or nil if it lacks nothing or the owner cannot read it either.
    private func lack() async -> String? {
        let role = role
        let has = try? await owner.read { session throws(PostgresFailure) in
            try session.items(
                Inventory.self,
                """
                SELECT to_regclass('firms') IS NOT NULL AS tables,
                    to_regprocedure('firm_directory()') IS NOT NULL AS directory,
                    EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS role
                """,
                [role]
            ).first
        }
        guard let has else { return nil }
        if !has.tables { return "There is no table firms: the stack has not been seeded yet." }
        if !has.directory { return "There is no function firm_directory: the schema is not the demo's." }
        if !has.role { return "There is no role \(role): the stack has not been seeded yet." }
        return nil
    }

    private struct Inventory: Decodable {
        var tables: Bool
        var directory: Bool
        var role: Bool
    }
}
