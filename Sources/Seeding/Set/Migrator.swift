import Diagnostics

/// Runs migrations and records them as sqlx does, so that a backend which uses sqlx finds them applied.
/// Source: sqlx 0.8, sqlx-postgres/src/migrate.rs.
struct Migrator {
    private let link: PostgresLink

    init(_ link: PostgresLink) { self.link = link }

    /// Runs all of them, in the order of their versions, on an empty database.
    /// - Throws: `SeedingError.badSeed` at the place in the file that the server complains about.
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
        let clock = ContinuousClock()
        let start = clock.now
        if !migration.isOutsideOfTransaction { _ = try await link.run("BEGIN") }
        do { try await link.runScript(migration.file.text) } catch let failure as PostgresFailure {
            _ = try? await link.run("ROLLBACK")
            guard !failure.sqlState.isEmpty else { throw failure }
            throw SeedSet.badSeed([
                migration.file.problem("bad-migration", failure.message, position: failure.position, hint: failure.hint)
            ])
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
}
