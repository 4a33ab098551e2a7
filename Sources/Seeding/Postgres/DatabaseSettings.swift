extension DatabaseAdmin {
    /// Copies the properties that belong to a database rather than to its contents: owner, connection limit, grants,
    /// and settings of the database and of roles in it. The target's own settings are removed.
    /// - Parameter templates: the template of the target's seed, whose grants and settings are applied before the
    ///   source's, and the template of the source's seed, whose settings do not count as the source's own.
    func copySettings(
        from source: String,
        to target: String,
        templates: (target: String?, source: String?) = (nil, nil)
    ) async throws {
        let own = try await link.run(Self.ownSettingsQuery, [target]).rows
        let names = [source, target, templates.target, templates.source]
        let copied = try await link.run(Self.settingsQuery, names).rows
        let statements = (own + copied).compactMap { $0[0] }
        if !statements.isEmpty { try await runInTransaction(statements) }
    }

    private static let ownSettingsQuery = """
        SELECT format('%s RESET ALL', CASE setrole WHEN 0 THEN format('ALTER DATABASE %I', $1::text)
            ELSE format('ALTER ROLE %I IN DATABASE %I', pg_get_userbyid(setrole), $1) END)
        FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase AND datname = $1
        """

    /// Returns statements for `$2` in the order in which they must run.
    ///
    /// Grants of the template `$3` are added to those of `$1`, and its settings override those of `$1`. Settings that
    /// `$1` has from its own template `$4` are left behind. A setting that is a list of names is kept as written; all
    /// others are quoted. Source of the list: PostgreSQL 17, src/bin/pg_dump/dumputils.c.
    private static let settingsQuery = """
        WITH settings AS (
            SELECT datname, setrole, setting, split_part(setting, '=', 1) AS key,
                substr(setting, strpos(setting, '=') + 1) AS value
            FROM pg_db_role_setting
            JOIN pg_database d ON d.oid = setdatabase AND datname IN ($1, $3, $4)
            CROSS JOIN LATERAL unnest(setconfig) AS setting
        )
        SELECT statement FROM (
            SELECT 1 AS step, format('ALTER DATABASE %I OWNER TO %I', $2::text, pg_get_userbyid(datdba)) AS statement
            FROM pg_database WHERE datname = $1
            UNION ALL
            SELECT 1, format('ALTER DATABASE %I CONNECTION LIMIT %s', $2, datconnlimit)
            FROM pg_database WHERE datname = $1
            UNION ALL
            SELECT 2, format('REVOKE ALL ON DATABASE %I FROM PUBLIC, %I', $2, pg_get_userbyid(datdba))
            FROM pg_database WHERE datname = $1
                AND EXISTS (SELECT FROM pg_database WHERE datname IN ($1, $3) AND datacl IS NOT NULL)
            UNION ALL
            SELECT 3, format('GRANT %s ON DATABASE %I TO %s%s', privilege_type, $2,
                CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
                CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM pg_database CROSS JOIN LATERAL aclexplode(datacl) WHERE datname IN ($1, $3)
            UNION ALL
            SELECT 4, format('%s SET %s TO %s',
                CASE setrole WHEN 0 THEN format('ALTER DATABASE %I', $2)
                    ELSE format('ALTER ROLE %I IN DATABASE %I', pg_get_userbyid(setrole), $2) END,
                key, CASE WHEN lower(key) IN ('search_path', 'local_preload_libraries', 'session_preload_libraries',
                    'temp_tablespaces') THEN value ELSE quote_literal(value) END)
            FROM (
                SELECT DISTINCT ON (setrole, key) setrole, key, value
                FROM settings s
                WHERE datname = $3 OR datname = $1 AND NOT EXISTS (
                    SELECT FROM settings t WHERE t.datname = $4 AND t.setrole = s.setrole AND t.setting = s.setting
                )
                ORDER BY setrole, key, datname <> coalesce($3, '')
            ) AS chosen
        ) AS statements ORDER BY step
        """
}
