import Diagnostics

/// Runs migrations and records them as sqlx does, so that a backend which uses sqlx finds them applied.
/// Source: sqlx 0.8, sqlx-postgres/src/migrate.rs.
struct Migrator {
    private let link: PostgresLink

    init(_ link: PostgresLink) { self.link = link }

    /// Runs all of them, in the order of their versions, on an empty database.
    /// - Throws: `SeedingError.badSeed` at the place in the file that the server complains about, or at its beginning
    ///   where the server names none. The migrations before it stay.
    func run(_ files: [SQLFile]) async throws {
        let migrations = files.compactMap { file in
            if case .migration(let migration) = Migration.parse(file) { migration } else { nil }
        }.sorted { $0.version < $1.version }
        try await link.runScript(
            """
            CREATE TABLE IF NOT EXISTS _sqlx_migrations (
                version BIGINT PRIMARY KEY,
                description TEXT NOT NULL,
                installed_on TIMESTAMPTZ NOT NULL DEFAULT now(),
                success BOOLEAN NOT NULL,
                checksum BYTEA NOT NULL,
                execution_time BIGINT NOT NULL
            )
            """
        )
        for migration in migrations { try await run(migration) }
        // What they set for the session, such as a role or a search path, must not change how rows are loaded.
        _ = try await link.run("DISCARD ALL")
    }

    private func run(_ migration: Migration) async throws {
        do { try await apply(migration) } catch {
            // Outside of a transaction it does nothing; where the connection broke, that error is the one to tell.
            _ = try? await link.run("ROLLBACK")
            guard let failure = error as? PostgresFailure, failure.isOfTheStatement else { throw error }
            // Only the script's own failures have a position in it.
            throw Self.refused(migration, failure, position: nil)
        }
    }

    private func apply(_ migration: Migration) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        if !migration.isOutsideOfTransaction { _ = try await link.run("BEGIN") }
        do { try await link.runScript(migration.file.text) } catch let failure as PostgresFailure
            where failure.isOfTheStatement
        {
            throw Self.refused(migration, failure, position: failure.position)
        }
        let duration = clock.now - start
        let nanoseconds = duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
        _ = try await link.run(
            """
            INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
            VALUES ($1, $2, true, decode($3, 'hex'), $4)
            """,
            [String(migration.version), migration.description, migration.checksum, String(nanoseconds)]
        )
        if !migration.isOutsideOfTransaction { _ = try await link.run("COMMIT") }
    }

    private static func refused(_ migration: Migration, _ failure: PostgresFailure, position: Int?) -> SeedingError {
        let hint = failure.hint ?? failure.outlivesTheDatabase
        return SeedSet.badSeed([
            migration.file.problem("bad-migration", failure.described, position: position, hint: hint)
        ])
    }
}

extension PostgresFailure {
    /// The advice where a migration makes a role that is there already: the first build of the seed made it for good.
    fileprivate var outlivesTheDatabase: String? {
        guard sqlState == Self.duplicateObject, message.hasPrefix("role ") else { return nil }
        return "roles belong to the server and outlive each database: create it only IF NOT EXISTS "
            + "(SELECT FROM pg_roles WHERE rolname = …), in a DO block"
    }
}
