/// Records of the attributes of the roles that a seed's migrations use, to detect changes and restore them. Roles
/// belong to the whole cluster, so a clone of a database does not contain them.
///
/// A role is used if it owns an object of the database or has a privilege on one. The superuser that cpadev connects
/// as, the cluster's first superuser and the server's own roles are never recorded.
///
/// A record contains the verifier of the role's password, as the server's own catalogue does, in a schema that only a
/// superuser may use. Comparisons only use a digest of it.
enum RoleRecords {
    /// The key for settings that apply only in the record's database; absent if there are none.
    private static let ofDatabase = "settings of the database"

    /// A query of the names of the roles that the current database uses.
    static let used = """
        SELECT DISTINCT a.rolname FROM pg_shdepend d JOIN pg_authid a ON a.oid = d.refobjid
        WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype IN ('o', 'a', 'r')
            AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND a.oid >= 16384 AND a.rolname <> current_user AND a.rolname NOT LIKE 'pg\\_%'
        """

    /// The recorded id of a role `r`; null in another cluster, as after a dump was restored, where others may have the id.
    private static let oid = """
        CASE to_jsonb(r) ->> 'cluster' WHEN (SELECT system_identifier::text FROM pg_control_system())
            THEN (to_jsonb(r) ->> 'oid')::bigint END
        """

    /// A query of the present names of the roles that the link's database has recorded, including renamed ones.
    static let present = """
        SELECT a.rolname FROM cpadev_seed.roles r
        JOIN pg_authid a ON a.rolname = r.name OR a.oid = (\(oid))::oid
        """

    /// A query of the present records of those roles. A renamed one has its recorded name, and its new one as `name`. That
    /// name does not matter while the role exists, since privileges are its own: another may have taken the name.
    static let current = """
        SELECT r.name, p.record
            || CASE p.name WHEN r.name THEN '{}' ELSE jsonb_build_object('name', p.name) END AS record
        FROM (\(query(of: present))) p JOIN cpadev_seed.roles r ON p.oid = \(oid)
            OR r.name = p.name AND NOT EXISTS (SELECT FROM pg_authid WHERE oid = (\(oid))::oid)
        """

    /// Returns a query of `name`, `oid` and `record`, a JSON object.
    /// - Parameter names: a query of role names; nil for all roles that may be recorded.
    static func query(of names: String?) -> String {
        """
        SELECT rolname::text AS name, a.oid::bigint AS oid, jsonb_build_object(
            'superuser', rolsuper, 'inherit', rolinherit, 'createrole', rolcreaterole, 'createdb', rolcreatedb,
            'login', rolcanlogin, 'replication', rolreplication, 'bypassrls', rolbypassrls,
            'connection limit', rolconnlimit, 'valid until', coalesce(rolvaliduntil::text, 'infinity'),
            'password', rolpassword,
            'settings', (
                SELECT jsonb_agg(setting ORDER BY setting) FROM pg_db_role_setting, unnest(setconfig) setting
                WHERE setrole = a.oid AND setdatabase = 0
            ),
            'memberships', (
                SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('role', g.rolname, 'admin', m.admin_option,
                    'inherit', to_jsonb(m) -> 'inherit_option', 'set', to_jsonb(m) -> 'set_option')) ORDER BY g.rolname)
                FROM pg_auth_members m JOIN pg_authid g ON g.oid = m.roleid WHERE m.member = a.oid
            ),
            'comment', shobj_description(a.oid, 'pg_authid')
        ) || jsonb_strip_nulls(jsonb_build_object(
            '\(ofDatabase)', (
                SELECT jsonb_agg(setting ORDER BY setting) FROM pg_db_role_setting, unnest(setconfig) setting
                WHERE setrole = a.oid
                    AND setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
            )
        )) AS record
        FROM pg_authid a
        WHERE \(names.map { "rolname IN (\($0))" } ?? "oid >= 16384 AND rolname <> current_user")
        """
    }

    /// Returns a query of each attribute, in the form of a schema object.
    /// - Parameter records: a table, or a query in parentheses, of `name` and `record`.
    static func attributes(_ records: String) -> String {
        """
        SELECT 'role_attribute', key, r.name, CASE key
            WHEN 'password' THEN encode(sha256(convert_to(value::text, 'UTF8')), 'hex') ELSE value::text END
        FROM \(records) r CROSS JOIN LATERAL jsonb_each(r.record)
        """
    }

    /// Returns all records as a JSON array for ``statements(for:only:in:_:)``; nil if there are none.
    static func read(_ link: PostgresLink, names: String?) async throws -> String? {
        try await link.run("SELECT jsonb_agg(to_jsonb(r)) FROM (\(query(of: names))) r").value
    }

    /// Returns the records stored in the link's database; nil if there are none.
    /// - Parameter isBase: whether to return those from before the migrations ran, of roles that existed then.
    static func recorded(_ link: PostgresLink, isBase: Bool = false) async throws -> String? {
        guard try await link.run("SELECT to_regclass('cpadev_seed.roles') IS NOT NULL").value == "t" else { return nil }
        // Templates of earlier versions have no base.
        let record = isBase ? "coalesce(NULLIF(to_jsonb(r) -> 'base', 'null'), record)" : "record"
        return try await link.run(
            """
            SELECT jsonb_agg(to_jsonb(r) || jsonb_build_object('oid', \(oid), 'record', \(record)))
            FROM cpadev_seed.roles r
            """
        ).value
    }

    /// Returns statements that make roles match the records, for a transaction in any database; none if they do
    /// already.
    /// - Parameters:
    ///   - names: a JSON array of the only roles to change; nil for all.
    ///   - database: the name of the link's database when the statements run; nil ignores settings in a database.
    static func statements(
        for records: String,
        only names: String? = nil,
        in database: String? = nil,
        _ link: PostgresLink
    ) async throws -> [String] {
        try await link.run(statementsQuery, [records, names, database]).rows.compactMap { $0[0] }
    }

    private static let flags = [
        "superuser", "inherit", "createrole", "createdb", "login", "replication", "bypassrls",
    ].map { "CASE WHEN (w.record ->> '\($0)')::boolean THEN '\($0)' ELSE 'no\($0)' END" }.joined(separator: ", ")

    private static let own = "ARRAY['settings', 'memberships', 'comment', '\(ofDatabase)']"

    /// An expression for `key TO value` of a setting `s`. A list of names is kept as written; other values are quoted.
    private static let assignment = """
        format('%s TO %s', split_part(s.value, '=', 1),
            CASE WHEN lower(split_part(s.value, '=', 1)) IN ('search_path', 'local_preload_libraries',
                'session_preload_libraries', 'temp_tablespaces') THEN substr(s.value, strpos(s.value, '=') + 1)
            ELSE quote_literal(substr(s.value, strpos(s.value, '=') + 1)) END)
        """

    private static let statementsQuery = """
        WITH wanted AS (
            SELECT name, oid, record FROM jsonb_to_recordset($1::jsonb) AS r (name text, oid bigint, record jsonb)
            WHERE $2::jsonb IS NULL OR name IN (SELECT jsonb_array_elements_text($2::jsonb))
        ), missing AS (
            SELECT a.oid, w.name, a.rolname::text AS found
            FROM wanted w JOIN pg_authid a ON a.oid = w.oid::oid AND a.rolname <> w.name
        ), renamed AS (
            SELECT * FROM missing
            UNION ALL
            -- A role that took such a name gets the other one's.
            SELECT a.oid, CASE WHEN m.found IN (SELECT name FROM missing) THEN m.name || '_' || a.oid ELSE m.found END, m.name
            FROM missing m JOIN pg_authid a ON a.rolname = m.name WHERE a.oid NOT IN (SELECT oid FROM missing)
        ), present AS (
            SELECT coalesce(r.name, p.name) AS name, p.record
            FROM (\(query(of: "SELECT name FROM wanted UNION SELECT found FROM renamed"))) p
            LEFT JOIN renamed r ON r.found = p.name WHERE coalesce(r.name, p.name) IN (SELECT name FROM wanted)
        ), pairs AS (
            SELECT w.name, w.record, p.record AS former FROM wanted w LEFT JOIN present p USING (name)
        ), wanted_groups AS (
            SELECT w.name, m.value AS membership, m.value ->> 'role' AS role
            FROM wanted w CROSS JOIN LATERAL jsonb_array_elements(NULLIF(w.record -> 'memberships', 'null')) m
        ), present_groups AS (
            SELECT p.name, m.value || jsonb_build_object('role', role) AS membership, role
            FROM present p CROSS JOIN LATERAL jsonb_array_elements(NULLIF(p.record -> 'memberships', 'null')) m
            LEFT JOIN renamed r ON r.found = m.value ->> 'role'
            CROSS JOIN LATERAL coalesce(r.name, m.value ->> 'role') role
        )
        SELECT statement FROM (
            SELECT -1 AS step, format('ALTER ROLE %I RENAME TO %I', found, 'cpadev_' || oid) AS statement FROM renamed
            UNION ALL
            SELECT 0, format('ALTER ROLE %I RENAME TO %I', 'cpadev_' || oid, name) FROM renamed
            UNION ALL
            SELECT 1, format('CREATE ROLE %I', name) FROM pairs WHERE former IS NULL
            UNION ALL
            SELECT 2, format('ALTER ROLE %I WITH %s CONNECTION LIMIT %s%s PASSWORD %L', w.name,
                concat_ws(' ', \(flags)), w.record ->> 'connection limit',
                CASE WHEN w.record ->> 'valid until' IS DISTINCT FROM coalesce(w.former ->> 'valid until', 'infinity')
                    THEN format(' VALID UNTIL %L', w.record ->> 'valid until') ELSE '' END,
                w.record ->> 'password')
            FROM pairs w WHERE w.record - \(own) IS DISTINCT FROM w.former - \(own)
            UNION ALL
            SELECT 3, format('ALTER ROLE %I RESET ALL', w.name)
            FROM pairs w WHERE w.record -> 'settings' IS DISTINCT FROM w.former -> 'settings'
            UNION ALL
            SELECT 4, format('ALTER ROLE %I SET %s', w.name, \(assignment))
            FROM pairs w CROSS JOIN LATERAL jsonb_array_elements_text(NULLIF(w.record -> 'settings', 'null')) s
            WHERE w.record -> 'settings' IS DISTINCT FROM w.former -> 'settings'
            UNION ALL
            SELECT 3, format('ALTER ROLE %I IN DATABASE %I RESET ALL', w.name, $3::text) FROM pairs w
            WHERE $3::text IS NOT NULL AND w.record -> '\(ofDatabase)' IS DISTINCT FROM w.former -> '\(ofDatabase)'
            UNION ALL
            SELECT 4, format('ALTER ROLE %I IN DATABASE %I SET %s', w.name, $3::text, \(assignment))
            FROM pairs w CROSS JOIN LATERAL jsonb_array_elements_text(w.record -> '\(ofDatabase)') s
            WHERE $3::text IS NOT NULL AND w.record -> '\(ofDatabase)' IS DISTINCT FROM w.former -> '\(ofDatabase)'
            UNION ALL
            SELECT 5, format('REVOKE %I FROM %I', p.role, p.name) FROM present_groups p
            WHERE NOT EXISTS (SELECT FROM wanted_groups w WHERE w.name = p.name AND w.membership = p.membership)
            UNION ALL
            SELECT 6, format('GRANT %I TO %I%s', w.role, w.name, CASE
                WHEN w.membership ? 'set' THEN format(' WITH ADMIN %s, INHERIT %s, SET %s', w.membership ->> 'admin',
                    w.membership ->> 'inherit', w.membership ->> 'set')
                WHEN (w.membership ->> 'admin')::boolean THEN ' WITH ADMIN OPTION' ELSE '' END)
            FROM wanted_groups w JOIN (SELECT rolname FROM pg_roles UNION SELECT name FROM renamed) g
                ON g.rolname = w.role
            WHERE NOT EXISTS (SELECT FROM present_groups p WHERE w.name = p.name AND w.membership = p.membership)
            UNION ALL
            SELECT 7, format('COMMENT ON ROLE %I IS %L', name, record ->> 'comment')
            FROM pairs WHERE record -> 'comment' IS DISTINCT FROM former -> 'comment'
        ) statements ORDER BY step, statement
        """
}
