import Diagnostics
import Foundations

/// Runs migrations and records them as sqlx does, so that a backend that uses sqlx finds them applied.
/// Source: sqlx 0.8, sqlx-postgres/src/migrate.rs.
struct Migrator {
    private let link: PostgresLink
    private let live: LiveDatabase

    init(_ link: PostgresLink, beside live: LiveDatabase) {
        self.link = link
        self.live = live
    }

    /// Runs all migrations in version order on an empty database.
    /// - Throws: `SeedingError.badSeed` at the position that the server reports, or at the start of the file if it
    ///   reports none. Earlier migrations stay applied.
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
        // Session settings of migrations, such as a role or a search path, must not affect how rows are loaded.
        _ = try await link.run("DISCARD ALL")
    }

    private func run(_ migration: Migration) async throws {
        do { try await apply(migration) } catch {
            // Outside a transaction this has no effect. If the connection is lost, the first error is the one to
            // report.
            _ = try? await link.run("ROLLBACK")
            guard let failure = error as? PostgresFailure, failure.isStatementError else { throw error }
            // Only failures of the script itself have a position.
            throw Self.refused(migration, failure, position: nil)
        }
    }

    private func apply(_ migration: Migration) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        try live.refuseIrrevocable("bad-migration", migration.file, isOutside: migration.runsOutsideTransaction)
        if !migration.runsOutsideTransaction { _ = try await link.run("BEGIN") }
        let before = try await live.state()
        do { try await link.runScript(migration.file.text) } catch let failure as PostgresFailure
            where failure.isStatementError
        {
            throw Self.refused(migration, failure, position: failure.position)
        }
        let isOutside = migration.runsOutsideTransaction
        if try await live.isChanged(since: before, by: migration.file, isOutside: isOutside) {
            throw SeedSet.badSeed([live.problem("bad-migration", migration.file)])
        }
        try await record(migration, clock.now - start)
        if !migration.runsOutsideTransaction { _ = try await link.run("COMMIT") }
    }

    private func record(_ migration: Migration, _ duration: Duration) async throws {
        do {
            _ = try await link.run(
                """
                INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                VALUES ($1, $2, true, decode($3, 'hex'), $4)
                """,
                [
                    String(migration.version), migration.description, migration.checksum,
                    String(duration.wholeNanoseconds),
                ]
            )
        } catch let failure as PostgresFailure where failure.sqlState == PostgresFailure.undefinedTable {
            let hint =
                "sqlx does not find its table either: the migration changes the search path; end it with "
                + "`SET search_path TO public`, or qualify its names instead"
            throw Self.refused(migration, failure, position: nil, hint: hint)
        }
    }

    private static func refused(
        _ migration: Migration,
        _ failure: PostgresFailure,
        position: Int?,
        hint: String? = nil
    ) -> SeedingError {
        let hint = hint ?? failure.hint ?? failure.existingRoleHint
        return SeedSet.badSeed([
            migration.file.problem("bad-migration", failure.described, position: position, hint: hint)
        ])
    }
}

extension PostgresFailure {
    /// A hint for a migration that creates an existing role. Roles outlive the database, so the first seed build
    /// created it.
    fileprivate var existingRoleHint: String? {
        guard sqlState == Self.duplicateObject, message.hasPrefix("role ") else { return nil }
        return "roles belong to the server and outlive each database: create it only IF NOT EXISTS "
            + "(SELECT FROM pg_roles WHERE rolname = …), in a DO block"
    }
}
