/// Work on functions, rights and the other objects of a database.
extension SchemaWork {
    static let programs = [
        SchemaWork(
            "CREATE FUNCTION f1() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "f1()",
            undo: "DROP FUNCTION f1()"
        ),
        SchemaWork(
            "CREATE OR REPLACE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 3 * n'",
            "twice(n integer)",
            undo: "CREATE OR REPLACE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n'"
        ),
        SchemaWork(
            "ALTER FUNCTION twice(int) SECURITY DEFINER",
            "twice(n integer)",
            undo: "ALTER FUNCTION twice(int) SECURITY INVOKER"
        ),
        SchemaWork(
            "CREATE PROCEDURE act() LANGUAGE sql AS 'SELECT 1'",
            "act()",
            undo: "DROP PROCEDURE act()"
        ),
        SchemaWork(
            "CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int)",
            "total(integer)",
            undo: "DROP AGGREGATE total(int)"
        ),
        SchemaWork(
            "CREATE TRIGGER other BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION forbid()",
            "other",
            undo: "DROP TRIGGER other ON notes"
        ),
        SchemaWork(
            "ALTER TABLE notes DISABLE TRIGGER forbid",
            "forbid",
            undo: "ALTER TABLE notes ENABLE TRIGGER forbid"
        ),
        SchemaWork(
            "CREATE EVENT TRIGGER watcher ON ddl_command_end EXECUTE FUNCTION told()",
            "watcher",
            undo: "DROP EVENT TRIGGER watcher"
        ),
        SchemaWork(
            "DROP RULE quiet ON app.settings",
            "quiet",
            undo: "CREATE RULE quiet AS ON DELETE TO app.settings DO INSTEAD NOTHING"
        ),
    ]

    /// `$role` stands for the role.
    static let rights = [
        SchemaWork(
            "DROP POLICY tenant ON clients",
            "tenant",
            undo: "CREATE POLICY tenant ON clients TO $role USING (firm_id IS NOT NULL)"
        ),
        SchemaWork(
            "ALTER POLICY tenant ON clients USING (true)",
            "tenant",
            undo: "ALTER POLICY tenant ON clients USING (firm_id IS NOT NULL)"
        ),
        SchemaWork(
            "ALTER POLICY tenant ON clients TO PUBLIC",
            "tenant",
            undo: "ALTER POLICY tenant ON clients TO $role"
        ),
        SchemaWork(
            "ALTER TABLE clients DISABLE ROW LEVEL SECURITY",
            "clients",
            undo: "ALTER TABLE clients ENABLE ROW LEVEL SECURITY"
        ),
        SchemaWork(
            "ALTER TABLE clients NO FORCE ROW LEVEL SECURITY",
            "clients",
            undo: "ALTER TABLE clients FORCE ROW LEVEL SECURITY"
        ),
        SchemaWork("GRANT DELETE ON clients TO $role", "clients", undo: "REVOKE DELETE ON clients FROM $role"),
        SchemaWork("REVOKE SELECT ON clients FROM $role", "clients", undo: "GRANT SELECT ON clients TO $role"),
        SchemaWork(
            "GRANT UPDATE (name) ON clients TO $role",
            "name",
            undo: "REVOKE UPDATE (name) ON clients FROM $role"
        ),
        SchemaWork(
            "REVOKE EXECUTE ON FUNCTION twice(int) FROM PUBLIC",
            "twice(n integer)",
            undo: "GRANT EXECUTE ON FUNCTION twice(int) TO PUBLIC"
        ),
        SchemaWork("GRANT USAGE ON SCHEMA app TO $role", "app", undo: "REVOKE USAGE ON SCHEMA app FROM $role"),
        SchemaWork(
            "GRANT USAGE ON SEQUENCE numbers TO $role",
            "numbers",
            undo: "REVOKE USAGE ON SEQUENCE numbers FROM $role"
        ),
        SchemaWork("REVOKE USAGE ON TYPE kind FROM PUBLIC", "kind", undo: "GRANT USAGE ON TYPE kind TO PUBLIC"),
        SchemaWork(
            "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO $role",
            "default privileges",
            undo: "ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM $role"
        ),
        SchemaWork("ALTER TABLE notes OWNER TO $role", "notes", undo: "ALTER TABLE notes OWNER TO CURRENT_USER"),
        SchemaWork(
            "ALTER FUNCTION twice(int) OWNER TO $role",
            "twice",
            undo: "ALTER FUNCTION twice(int) OWNER TO CURRENT_USER"
        ),
        SchemaWork("ALTER SCHEMA app OWNER TO $role", "app", undo: "ALTER SCHEMA app OWNER TO CURRENT_USER"),
        SchemaWork("ALTER ROLE $role BYPASSRLS", "bypassrls of $role", undo: "ALTER ROLE $role NOBYPASSRLS"),
        SchemaWork("ALTER ROLE $role NOLOGIN", "login of $role", undo: "ALTER ROLE $role LOGIN"),
        SchemaWork(
            "ALTER ROLE $role CONNECTION LIMIT 5",
            "connection limit of $role",
            undo: "ALTER ROLE $role CONNECTION LIMIT -1"
        ),
        SchemaWork(
            "ALTER ROLE $role VALID UNTIL '2030-01-01'",
            "valid until of $role",
            undo: "ALTER ROLE $role VALID UNTIL 'infinity'"
        ),
        SchemaWork(
            "ALTER ROLE $role SET statement_timeout = '1ms'",
            "settings of $role",
            undo: "ALTER ROLE $role RESET ALL"
        ),
        SchemaWork("GRANT pg_monitor TO $role", "memberships of $role", undo: "REVOKE pg_monitor FROM $role"),
        SchemaWork("COMMENT ON ROLE $role IS 'mine'", "comment of $role", undo: "COMMENT ON ROLE $role IS NULL"),
    ]

    static let others = [
        SchemaWork(
            "COMMENT ON TABLE clients IS 'x'",
            "clients",
            undo: "COMMENT ON TABLE clients IS 'whom a firm works for'"
        ),
        SchemaWork(
            "COMMENT ON COLUMN clients.fee IS NULL",
            "clients.fee",
            undo: "COMMENT ON COLUMN clients.fee IS 'a year'"
        ),
        SchemaWork(
            "COMMENT ON POLICY tenant ON clients IS 'x'",
            "tenant",
            undo: "COMMENT ON POLICY tenant ON clients IS NULL"
        ),
        SchemaWork(
            "COMMENT ON SCHEMA public IS 'mine'",
            "public",
            undo: "COMMENT ON SCHEMA public IS 'standard public schema'"
        ),
        SchemaWork("CREATE EXTENSION citext", "citext", undo: "DROP EXTENSION citext"),
        SchemaWork("CREATE SEQUENCE s", "s", undo: "DROP SEQUENCE s"),
        SchemaWork("ALTER SEQUENCE numbers INCREMENT 5", "numbers", undo: "ALTER SEQUENCE numbers INCREMENT 10"),
        SchemaWork("CREATE TYPE mood AS ENUM ('ok')", "mood", undo: "DROP TYPE mood"),
        SchemaWork(
            "ALTER TYPE kind RENAME VALUE 'business' TO 'firm'",
            "kind",
            undo: "ALTER TYPE kind RENAME VALUE 'firm' TO 'business'"
        ),
        SchemaWork("CREATE DOMAIN word AS text", "word", undo: "DROP DOMAIN word"),
        SchemaWork("ALTER DOMAIN cents SET DEFAULT 0", "cents", undo: "ALTER DOMAIN cents DROP DEFAULT"),
        SchemaWork("ALTER DOMAIN cents SET NOT NULL", "cents", undo: "ALTER DOMAIN cents DROP NOT NULL"),
        SchemaWork(
            "ALTER TYPE pair ADD ATTRIBUTE c int",
            "pair",
            undo: "ALTER TYPE pair DROP ATTRIBUTE c"
        ),
        SchemaWork("CREATE TYPE span AS RANGE (SUBTYPE = numeric)", "span", undo: "DROP TYPE span"),
        SchemaWork("CREATE PUBLICATION news FOR TABLE clients", "publication news", undo: "DROP PUBLICATION news"),
        SchemaWork(
            "CREATE FOREIGN DATA WRAPPER far; CREATE SERVER there FOREIGN DATA WRAPPER far",
            "server there",
            undo: "DROP FOREIGN DATA WRAPPER far CASCADE"
        ),
        SchemaWork("CREATE COLLATION own FROM \"C\"", "collation own", undo: "DROP COLLATION own"),
        SchemaWork(
            "CREATE TEXT SEARCH CONFIGURATION words (COPY = simple)",
            "text search configuration words",
            undo: "DROP TEXT SEARCH CONFIGURATION words"
        ),
        SchemaWork(
            "CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)",
            "operator",
            undo: "DROP OPERATOR === (int, int)"
        ),
        SchemaWork("CREATE CAST (int AS kind) WITH INOUT", "cast", undo: "DROP CAST (int AS kind)"),
        SchemaWork("SELECT lo_create(77777)", "large object", undo: "SELECT lo_unlink(77777)"),
    ]
}
