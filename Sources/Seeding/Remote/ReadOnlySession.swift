import Foundations

/// A session on a database that is not the stack's, such as staging's: it can only read, and its role as well.
///
/// Everything happens in one transaction, so that a connection pooler between cannot give a statement to a session
/// without the settings.
struct ReadOnlySession: Sendable {
    let link: PostgresLink
    private let url: DatabaseURL

    /// Connects, and refuses to go on unless the session and the role can only read.
    /// - Parameters:
    ///   - refusesWriters: whether a role that can write is refused.
    ///   - deadline: the end of every statement.
    /// - Throws: `SeedingError`: `.unreachable`, or `.refused` with the statements that create a role that can only
    ///   read.
    static func open(
        _ url: DatabaseURL,
        refusesWriters: Bool,
        until deadline: ContinuousClock.Instant
    ) async throws -> ReadOnlySession {
        let link = try await PostgresLink(url, until: deadline)
        let session = ReadOnlySession(link: link, url: url)
        try await session.reading { _ in
            try await session.begin(until: deadline)
            if refusesWriters { try await session.refuseWriters() }
        }
        return session
    }

    /// Runs statements. Cancelling the task ends the connection, even if the server does not answer.
    func reading<Value: Sendable>(_ body: (PostgresLink) async throws -> Value) async throws -> Value {
        try await withTaskCancellationHandler {
            try await body(link)
        } onCancel: {
            link.abandon()
        }
    }

    private func begin(until deadline: ContinuousClock.Instant) async throws {
        let limit = max(1, ContinuousClock.now.duration(to: deadline).wholeMilliseconds)
        try await link.runScript("SET default_transaction_read_only = on")
        try await link.runScript("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        // Nothing that the database's owner defines is called in place of the catalogue's own functions.
        try await link.runScript("SET LOCAL search_path = pg_catalog; SET LOCAL statement_timeout = \(limit)")
        let isReadOnly = try await link.run("SELECT current_setting('transaction_read_only')").value == "on"
        guard isReadOnly else {
            throw SeedingError(.refused, "the session on \(url) is not read-only", remedy: nil)
        }
    }

    private func refuseWriters() async throws {
        let privileges = try await WritePrivileges.read(link)
        guard privileges.isEmpty else { throw privileges.refusal(of: url) }
    }

    func close() async { await link.close() }
}
