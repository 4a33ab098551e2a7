import Foundations

/// What a database that is not the stack's says of itself, without anything in it being changed.
package struct DatabaseInspection: Hashable, Sendable {
    /// The role of the session.
    package var role: String
    package var database: String
    /// The migrations; nil if there is no folder to compare them with, or the database has none.
    package var migrations: MigrationState?

    /// Connects, reads, and disconnects.
    /// - Parameters:
    ///   - folder: the migrations to compare with.
    ///   - refusesWriters: whether a role that can write is refused.
    ///   - deadline: when the answer must be complete.
    /// - Throws: an error that does not contain the password.
    package static func run(
        _ url: DatabaseURL,
        comparingWith folder: String?,
        refusesWriters: Bool,
        until deadline: ContinuousClock.Instant
    ) async throws(SeedingError) -> DatabaseInspection {
        let late = SeedingError(.unreachable, "\(url) does not answer in time")
        do {
            return try await TimeLimit.run(until: deadline, late: late) {
                let session = try await ReadOnlySession.open(url, refusesWriters: refusesWriters, until: deadline)
                let inspection = try await session.reading { link in
                    let migrations = try await migrations(of: link, comparedWith: folder)
                    return DatabaseInspection(role: url.user, database: url.database, migrations: migrations)
                }
                await session.close()
                return inspection
            }
        } catch let error as SeedingError { throw error.masked(by: url) } catch {
            throw SeedingError(error, with: url).masked(by: url)
        }
    }

    private static func migrations(
        of link: PostgresLink,
        comparedWith folder: String?
    ) async throws -> MigrationState? {
        guard let folder, let applied = try await AppliedMigration.read(link) else { return nil }
        return MigrationState(applied, comparedWith: try Migration.all(in: folder))
    }
}

extension SeedingError {
    /// Converts an error of a session with a database.
    fileprivate init(_ error: any Error, with url: DatabaseURL) {
        if let failure = error as? PostgresFailure {
            self = failure.asSeedingError(doing: "\(url)")
        } else {
            self.init(error)
        }
    }

    fileprivate func masked(by url: DatabaseURL) -> SeedingError {
        var error = self
        error.message = url.masking(message)
        error.remedy = remedy.map(url.masking)
        return error
    }
}
