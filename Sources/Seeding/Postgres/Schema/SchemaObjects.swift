/// The objects of a database's schema with their definitions as text. They are recorded in the template as
/// `cpadev_seed.objects`, and later compared with the database.
///
/// Objects of extensions are left out, since they belong to the extension. So is the table of sqlx, which records how
/// the database was created rather than what it contains. The definition of a sequence counts, but not its position.
/// Settings of the database do not count, since a reset keeps them. Definitions depend on the search path, so the query
/// must run with ``searchPath``.
enum SchemaObjects {
    /// The search path for rendering definitions.
    static let searchPath = "pg_catalog"

    /// A query of `kind` (raw values of `DatabaseChange.Kind`), `name`, `parent` (a table, or empty) and `definition`.
    /// The first three identify an object.
    static let query = """
        WITH \(common)
        \(parts.joined(separator: "\nUNION ALL\n"))
        """

    private static let parts =
        [relations, rowSecurity] + columns + [constraints, indexes, statistics, policies] + triggers
        + [functions, types, sequences, schemas, extensions, owners, grants, defaultPrivileges, comments, largeObjects]
        + others

    // MARK: Common table expressions

    /// Returns the condition that an object does not belong to an extension.
    static func isOwn(_ catalogue: String, _ oid: String) -> String {
        "NOT EXISTS (SELECT FROM extended WHERE classid = '\(catalogue)'::regclass AND objid = \(oid))"
    }

    private static let common = """
        spaces AS MATERIALIZED (
            SELECT oid, nspname, nspowner, nspacl, CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END AS prefix
            FROM pg_namespace
            WHERE nspname NOT LIKE 'pg\\_%'
                AND nspname NOT IN ('information_schema', 'cpadev_seed', '\(PostgresStore.noteSchema)')
        ), extended AS MATERIALIZED (
            SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
        ), relations AS MATERIALIZED (
            SELECT c.*, s.prefix || c.relname AS name,
                coalesce((
                    SELECT os.prefix || o.relname FROM pg_depend d
                    JOIN pg_class o ON o.oid = d.refobjid JOIN spaces os ON os.oid = o.relnamespace
                    WHERE c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid
                        AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_class'::regclass LIMIT 1
                ), (
                    SELECT os.prefix || o.relname FROM pg_inherits i
                    JOIN pg_class o ON o.oid = i.inhparent JOIN spaces os ON os.oid = o.relnamespace
                    WHERE c.relispartition AND i.inhrelid = c.oid LIMIT 1
                ), '') AS parent
            FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c') AND c.relpersistence <> 't'
                AND c.relname <> '_sqlx_migrations' AND \(isOwn("pg_class", "c.oid"))
        ), functions AS MATERIALIZED (
            SELECT p.*, s.prefix || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS name
            FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace WHERE \(isOwn("pg_proc", "p.oid"))
        ), types AS MATERIALIZED (
            SELECT t.*, s.prefix || t.typname AS name
            FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
            WHERE \(isOwn("pg_type", "t.oid"))
                AND (t.typtype IN ('d', 'e', 'r') OR t.typtype = 'b' AND t.typelem = 0 OR t.typtype = 'c'
                    AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
        ), columns AS MATERIALIZED (
            SELECT c.name AS relation, c.relkind, c.relispartition AND a.attinhcount > 0 AS is_partitions, a.*
            FROM relations c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
        ), owned AS MATERIALIZED (
            SELECT name, parent, relacl AS acl, relowner AS owner, CASE relkind WHEN 'S' THEN 's' ELSE 'r' END AS sort
            FROM relations WHERE relkind <> 'c'
            UNION ALL SELECT name, '', proacl, proowner, 'f' FROM functions
            UNION ALL SELECT name, '', typacl, typowner, 'T' FROM types
            UNION ALL SELECT 'schema ' || nspname, '', nspacl, nspowner, 'n' FROM spaces
            UNION ALL SELECT attname, relation, attacl, NULL, NULL FROM columns WHERE attacl IS NOT NULL
            UNION ALL SELECT 'language ' || lanname, '', lanacl, lanowner, 'l' FROM pg_language
            UNION ALL SELECT 'server ' || srvname, '', srvacl, srvowner, 'S' FROM pg_foreign_server
            UNION ALL SELECT 'foreign-data wrapper ' || fdwname, '', fdwacl, fdwowner, 'F'
            FROM pg_foreign_data_wrapper w WHERE \(isOwn("pg_foreign_data_wrapper", "w.oid"))
        )
        """

    // MARK: Ownership and privileges

    private static let owners = "SELECT 'owner', name, '', pg_get_userbyid(owner) FROM owned WHERE owner IS NOT NULL"

    private static let grants = """
        SELECT 'grant', name, parent, (
            SELECT string_agg(concat_ws(' ', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END,
                privilege_type, is_grantable, pg_get_userbyid(grantor)), ', ' ORDER BY grantee, privilege_type, grantor)
            FROM aclexplode(coalesce(acl, acldefault(sort::"char", owner))))
        FROM owned
        """

    private static let defaultPrivileges = """
        SELECT 'default_privileges', concat_ws(' ', pg_get_userbyid(d.defaclrole), n.nspname, d.defaclobjtype), '', (
            SELECT string_agg(concat_ws(' ', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END,
                privilege_type, is_grantable), ', ' ORDER BY grantee, privilege_type)
            FROM aclexplode(d.defaclacl))
        FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
        """

    private static let comments = """
        SELECT 'comment', regexp_replace(i.identity, '\\mpublic\\.', '', 'g'), coalesce(c.name, ''), d.description
        FROM pg_description d
        CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
        LEFT JOIN relations c ON c.oid = CASE d.classoid
            WHEN 'pg_class'::regclass THEN d.objoid
            WHEN 'pg_constraint'::regclass THEN (SELECT conrelid FROM pg_constraint WHERE oid = d.objoid)
            WHEN 'pg_trigger'::regclass THEN (SELECT tgrelid FROM pg_trigger WHERE oid = d.objoid)
            WHEN 'pg_policy'::regclass THEN (SELECT polrelid FROM pg_policy WHERE oid = d.objoid) END
        WHERE (d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass AND d.objoid = to_regnamespace('public'))
            AND i.identity NOT LIKE 'cpadev\\_seed%' AND \(isOwn("pg_class", "d.objoid"))
            AND NOT EXISTS (SELECT FROM extended e WHERE e.classid = d.classoid AND e.objid = d.objoid)
        """

    private static let largeObjects = """
        SELECT 'large_objects', '', '', count(*)::text FROM pg_largeobject_metadata HAVING count(*) > 0
        """

    private static let schemas = "SELECT 'schema', nspname, '', '' FROM spaces"

    private static let extensions = """
        SELECT 'extension', e.extname, '', concat_ws(' ', e.extversion, n.nspname)
        FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        """
}
