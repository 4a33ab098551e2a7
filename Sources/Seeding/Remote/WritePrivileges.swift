/// What a role could change in its database, itself or as a member of another role.
struct WritePrivileges: Hashable, Sendable {
    /// A privilege and its object, such as `INSERT on public.firms`.
    struct Privilege: Hashable, Sendable {
        var name: String
        /// The object; nil for an attribute of the role, such as SUPERUSER.
        var object: String?
        /// The role that has the privilege, if that is another one.
        var role: String?
    }

    var role: String
    var database: String
    var privileges: [Privilege]

    var isEmpty: Bool { privileges.isEmpty }

    static func read(_ link: PostgresLink) async throws -> WritePrivileges {
        let names = try await link.run("SELECT session_user, current_database()").rows.first ?? []
        var found = WritePrivileges(role: names.first.flatMap(\.self) ?? "", database: names.last.flatMap(\.self) ?? "")
        found.privileges = try await link.run(query).rows.map { row in
            let role = row[2] ?? ""
            return Privilege(name: row[0] ?? "", object: row[1], role: role == found.role ? nil : role)
        }
        return found
    }

    private init(role: String, database: String) {
        self.role = role
        self.database = database
        privileges = []
    }

    init(role: String, database: String, privileges: [Privilege]) {
        self.role = role
        self.database = database
        self.privileges = privileges
    }

    // MARK: Refusal

    /// The number of privileges that a message names.
    private static let shown = 3

    func refusal(of url: DatabaseURL) -> SeedingError {
        var names = privileges.prefix(Self.shown).map { privilege in
            let object = privilege.object.map { " \($0)" } ?? ""
            return privilege.name + object + (privilege.role.map { " as \($0)" } ?? "")
        }
        if privileges.count > Self.shown { names.append("and \(privileges.count - Self.shown) more") }
        return SeedingError(
            .refused,
            "the role '\(role)' can write to '\(database)': \(names.joined(separator: ", ")); nothing was read",
            remedy: "use a role that can only read:\n\(Self.readOnlyRole(in: database))"
        )
    }

    /// The statements that create a role that can only read the database.
    static func readOnlyRole(in database: String) -> String {
        """
        CREATE ROLE cpadev_reader LOGIN PASSWORD '…';
        ALTER ROLE cpadev_reader SET default_transaction_read_only = on;
        GRANT CONNECT ON DATABASE \(PostgresName.quoted(database)) TO cpadev_reader;
        GRANT USAGE ON SCHEMA public TO cpadev_reader;
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO cpadev_reader;
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
        """
    }

    // MARK: Query

    /// One row for each privilege: its name, its object, and the role that has it. Includes the roles that the session's
    /// may become by SET ROLE. The attributes come first, since a superuser has every privilege of every role.
    private static let query = """
        WITH roles AS (
            SELECT * FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')
                AND (rolname = session_user OR NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user))
        ), names AS (
            SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
            WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
        ), relations AS (
            SELECT c.oid, c.relkind, c.relowner, format('%I.%I', n.nspname, c.relname) AS name
            FROM pg_class c JOIN names n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        ), found (place, privilege, object, role) AS (
            SELECT CASE a.name WHEN 'SUPERUSER' THEN 0 ELSE 1 END, a.name, NULL,
                CASE WHEN a.name LIKE 'member%' THEN session_user ELSE r.rolname END
            FROM roles r CROSS JOIN LATERAL (VALUES
                ('SUPERUSER', r.rolsuper), ('CREATEROLE', r.rolcreaterole), ('CREATEDB', r.rolcreatedb),
                ('REPLICATION', r.rolreplication),
                ('membership in ' || r.rolname, r.rolname IN (
                    'pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program', 'pg_maintain'
                ))
            ) a (name, holds) WHERE a.holds
            UNION ALL
            SELECT 2, 'ownership of', 'database ' || quote_ident(datname), r.rolname
            FROM pg_database d JOIN roles r ON r.oid = d.datdba WHERE datname = current_database()
            UNION ALL
            SELECT 3, 'CREATE on', 'database ' || quote_ident(current_database()), r.rolname
            FROM roles r WHERE has_database_privilege(r.oid, current_database(), 'CREATE')
            UNION ALL
            SELECT 4, 'ownership of', 'schema ' || quote_ident(n.nspname), r.rolname
            FROM names n JOIN roles r ON r.oid = n.nspowner
            UNION ALL
            SELECT 5, 'CREATE on', 'schema ' || quote_ident(n.nspname), r.rolname
            FROM names n CROSS JOIN roles r WHERE has_schema_privilege(r.oid, n.oid, 'CREATE')
            UNION ALL
            SELECT 6, 'ownership of', c.name, r.rolname FROM relations c JOIN roles r ON r.oid = c.relowner
            UNION ALL
            SELECT 7, held.names || ' on', c.name, r.rolname
            FROM relations c CROSS JOIN roles r CROSS JOIN LATERAL (
                SELECT string_agg(p.name, '/' ORDER BY p.place)
                FROM (VALUES (1, 'INSERT'), (2, 'UPDATE'), (3, 'DELETE'), (4, 'TRUNCATE')) p (place, name)
                WHERE has_table_privilege(r.oid, c.oid, p.name)
                    OR p.place <= 2 AND has_any_column_privilege(r.oid, c.oid, p.name)
            ) held (names)
            WHERE c.relkind <> 'S' AND held.names IS NOT NULL AND r.oid <> c.relowner
            UNION ALL
            SELECT 8, 'UPDATE on sequence', c.name, r.rolname
            FROM relations c CROSS JOIN roles r
            WHERE c.relkind = 'S' AND r.oid <> c.relowner AND has_sequence_privilege(r.oid, c.oid, 'UPDATE')
        )
        SELECT DISTINCT ON (place, privilege, object) privilege, object, role FROM found
        ORDER BY place, privilege, object, role = session_user DESC, role
        """
}
