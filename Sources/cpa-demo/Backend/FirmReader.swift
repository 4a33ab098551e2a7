/// Reads firms' rows as the application's role, for which the database decides which rows there are.
///
/// The role is no superuser and owns no table, so row-level security holds for it: it sees the rows of the firm that
/// its transaction names, and without one nothing. The list of firms is all that is told beforehand.
struct FirmReader: Sendable {
    /// As the application's role.
    private let application: PostgresPool
    /// As the owner, only to tell why the application's role cannot read.
    private let owner: PostgresPool
    private let role: String

    init(_ settings: DatabaseSettings) {
        application = PostgresPool(settings.applicationURL)
        owner = PostgresPool(settings.ownerURL)
        role = settings.role
    }

    /// Every firm with its figures, in the directory's order.
    func firms() async throws(FirmFailure) -> [Firm] {
        try await read { session throws(PostgresFailure) in
            var firms: [Firm] = []
            for entry in try Self.directory(session) {
                firms.append(Firm(entry, try FirmScope.within(entry, session, FirmScope.figures)))
            }
            return firms
        }
    }

    /// What the work reads of one firm, all of it at one moment.
    func within<Value: Sendable>(
        _ slug: String,
        _ work: @escaping @Sendable (FirmScope) throws(PostgresFailure) -> Value
    ) async throws(FirmFailure) -> Value {
        let value: Value? = try await read { session throws(PostgresFailure) in
            guard let entry = try Self.directory(session).first(where: { $0.slug == slug }) else { return nil }
            return try FirmScope.within(entry, session, work)
        }
        guard let value else { throw .unknownFirm(slug) }
        return value
    }

    private static func directory(_ session: PostgresSession) throws(PostgresFailure) -> [Firm.Entry] {
        try session.items(Firm.Entry.self, "SELECT id, slug, name, kind FROM firm_directory()")
    }

    private func read<Value: Sendable>(
        _ work: @escaping @Sendable (PostgresSession) throws(PostgresFailure) -> Value
    ) async throws(FirmFailure) -> Value {
        do {
            return try await application.read(work)
        } catch let failure as PostgresFailure {
            if let lack = await lack() { throw .notSeeded(lack) }
            if failure.isMissingSchema { throw .notSeeded("The schema is not the demo's: \(failure.message)") }
            throw .unavailable(failure.message)
        } catch {
            throw .unavailable("\(error)")
        }
    }

    /// What a database that was not seeded lacks; nil where it is all there, or nobody can say.
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
        if !has.tables { return "There is no table firms yet: the stack has not been seeded." }
        if !has.directory { return "There is no function firm_directory: the schema is not the demo's." }
        if !has.role { return "There is no role \(role) yet: the stack has not been seeded." }
        return nil
    }

    private struct Inventory: Decodable {
        var tables: Bool
        var directory: Bool
        var role: Bool
    }
}
