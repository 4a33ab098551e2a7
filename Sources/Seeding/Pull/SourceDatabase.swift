import Diagnostics
import Subset

/// A database that rows are pulled from: one session with one snapshot, which cannot write.
struct SourceDatabase: Sendable {
    let link: PostgresLink

    /// Values are read as text, whose form must not depend on the server. Policies must not hide rows: a query that they
    /// apply to fails instead. A large table is read from its beginning, or the rows would come in another order each time.
    private static let settings = [
        "timezone": "UTC", "datestyle": "ISO,YMD", "intervalstyle": "postgres", "extra_float_digits": "1",
        "bytea_output": "hex", "lc_monetary": "C", "statement_timeout": "0", "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "0", "search_path": "public", "standard_conforming_strings": "on",
        "row_security": "off", "synchronize_seqscans": "off", "jit": "off", "default_transaction_read_only": "on",
    ]

    private static let patience = Duration.seconds(15)

    /// Opens a session at an address, refuses a role that can write, and takes the snapshot.
    /// - Throws: an error that does not contain the password.
    static func open(address: String) async throws -> SourceDatabase {
        let url: DatabaseURL
        do throws(DatabaseURL.Problem) { url = try DatabaseURL(parsing: address) } catch {
            throw SeedingError(.unknownName, "the address of the source \(error)")
        }
        let link: PostgresLink
        do { link = try await PostgresLink(url, until: .now + patience) } catch let failure as PostgresFailure {
            var error = failure.asSeedingError(doing: "\(url)")
            error.message = url.masking(error.message)
            throw error
        }
        return try await begin(SourceDatabase(link: link), readOnly: url)
    }

    /// Opens a session in a database of the stack's own server, whose user may write.
    static func open(_ endpoint: StoreEndpoints.Postgres, database: String) async throws -> SourceDatabase {
        let link = try await PostgresLink(endpoint, database: database)
        return try await begin(SourceDatabase(link: link), readOnly: nil)
    }

    /// - Parameter url: the address, if its role must not be able to write.
    private static func begin(_ source: SourceDatabase, readOnly url: DatabaseURL?) async throws -> SourceDatabase {
        do {
            let values = settings.sorted { $0.key < $1.key }.map { name, value in
                "set_config(\(PostgresName.literal(name)), \(PostgresName.literal(value)), false)"
            }
            _ = try await source.link.run("SELECT \(values.joined(separator: ", "))")
            try await source.link.prepare(logsErrors: true)
            if let url {
                // A read-only transaction alone is no protection: any session can end it.
                let privileges = try await WritePrivileges.read(source.link)
                guard privileges.isEmpty else {
                    var refusal = privileges.refusal(of: url)
                    // The policies would hide the rows of all firms.
                    refusal.remedy = refusal.remedy.map { "\($0)\nALTER ROLE cpadev_reader BYPASSRLS;" }
                    throw refusal
                }
            }
            _ = try await source.link.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return source
        } catch {
            await source.link.close()
            throw error
        }
    }

    func close() async { await link.close() }

    /// Converts a failure of a query. The server's own hint does not know what the role is for.
    static func error(_ failure: PostgresFailure) -> SeedingError {
        guard failure.sqlState == PostgresFailure.insufficientPrivilege else {
            return failure.asSeedingError(doing: "the source")
        }
        let isPolicy = failure.message.contains("row-level security")
        return SeedingError(
            .refused,
            "the source: \(failure.message)",
            remedy: isPolicy
                ? "the role must see the rows of all firms: ALTER ROLE … BYPASSRLS"
                : "the role must be able to read: GRANT SELECT ON ALL TABLES IN SCHEMA public TO …"
        )
    }

    // MARK: What it contains

    /// The day on which the snapshot was taken, `yyyy-mm-dd` in UTC.
    func day() async throws -> String { try await link.run("SELECT current_date::text").value ?? "1970-01-01" }

    /// The firms as ids and slugs, in the order of their ids.
    func firms(_ table: String) async throws -> [(id: String, slug: String)] {
        let answer = try await link.run("SELECT id::text, slug::text FROM \(table) ORDER BY 1")
        return answer.rows.compactMap { row in
            guard let id = row[0], let slug = row[1] else { return nil }
            return (id, slug)
        }
    }

    /// Returns a value of each column, for suggestions.
    func samples(
        _ columns: [(table: String, column: String)],
        _ schema: SubsetSchema
    ) async throws -> [String: [String: String]] {
        var samples: [String: [String: String]] = [:]
        for (name, column) in columns.prefix(100) {
            guard let table = schema.tables[name] else { continue }
            let quoted = PostgresName.quoted(column)
            let query = "SELECT left(\(quoted)::text, 100) FROM \(table.source) WHERE \(quoted) IS NOT NULL LIMIT 1"
            samples[name, default: [:]][column] = try await link.run(query).value
        }
        return samples
    }
}
