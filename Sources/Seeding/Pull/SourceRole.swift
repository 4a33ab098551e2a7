/// Checks that the role of a session can write nothing, by itself or as one of the roles that it is a member of.
///
/// A read-only transaction alone is no protection: any session can end it. Temporary tables do not count; they are gone
/// with the session.
enum SourceRole {
    private static let shown = 5

    /// - Throws: `SeedingError.refused` with what the role can write.
    static func requireReadOnly(_ link: PostgresLink) async throws {
        let rights = try await link.run(query).rows.compactMap { $0.first ?? nil }
        guard !rights.isEmpty else { return }
        let user = try await link.run("SELECT current_user").value ?? ""
        let more = rights.count > shown ? ", and \(rights.count - shown) more" : ""
        throw SeedingError(
            .refused,
            "the role '\(user)' of the source can write: \(rights.prefix(shown).joined(separator: "; "))\(more)",
            remedy: "use a role that only has SELECT and BYPASSRLS: CREATE ROLE … LOGIN BYPASSRLS; "
                + "GRANT SELECT ON ALL TABLES IN SCHEMA public TO …"
        )
    }

    private static let query = """
        WITH own AS (
            SELECT oid, rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles
            WHERE pg_has_role(current_user, oid, 'MEMBER')
        ),
        things AS (
            SELECT c.oid, c.relkind, c.relowner, format('%I.%I', n.nspname, c.relname) AS name
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname NOT LIKE 'pg\\_%'
                AND n.nspname <> 'information_schema'
        ),
        rights (rank, text) AS (
            SELECT 0, 'it is the superuser ' || rolname FROM own WHERE rolsuper
            UNION ALL SELECT 1, rolname || ' may create databases' FROM own WHERE rolcreatedb
            UNION ALL SELECT 1, rolname || ' may create roles' FROM own WHERE rolcreaterole
            UNION ALL SELECT 1, 'it is a member of ' || rolname FROM own
            WHERE rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program')
            UNION ALL SELECT 2, 'CREATE in the database' FROM own
            WHERE has_database_privilege(oid, current_database(), 'CREATE')
            UNION ALL SELECT 2, 'CREATE in the schema ' || nspname FROM pg_namespace, own
            WHERE nspname NOT LIKE 'pg\\_%' AND has_schema_privilege(own.oid, pg_namespace.oid, 'CREATE')
            UNION ALL SELECT 3, 'it owns ' || things.name FROM things, own WHERE relowner = own.oid
            UNION ALL SELECT 3, string_agg(DISTINCT right_name, ', ') || ' on ' || things.name
            FROM things, own, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS right_name
            WHERE relkind <> 'S' AND (
                has_table_privilege(own.oid, things.oid, right_name)
                OR right_name IN ('INSERT', 'UPDATE') AND has_any_column_privilege(own.oid, things.oid, right_name)
            )
            GROUP BY things.name
            UNION ALL SELECT 4, 'the sequence ' || things.name FROM things, own
            WHERE relkind = 'S' AND has_sequence_privilege(own.oid, things.oid, 'USAGE, UPDATE')
        )
        SELECT text FROM rights GROUP BY text ORDER BY min(rank), text
        """
}
