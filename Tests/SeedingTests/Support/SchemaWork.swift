@testable import Seeding

/// What a developer does to a database's schema, how that is undone, and what has to be named meanwhile.
struct SchemaWork: Sendable {
    var statement: String
    var undo: String
    var name: String

    init(_ statement: String, _ name: String, undo: String) {
        (self.statement, self.name, self.undo) = (statement, name, undo)
    }

    /// Objects of every kind beside those of ``SampleRows``. They belong to a role that only this stack has.
    static func objects(_ role: String) -> String {
        """
        CREATE ROLE \(role) LOGIN PASSWORD 'secret';
        CREATE SCHEMA app;
        CREATE TABLE app.settings (name text PRIMARY KEY, value text);
        INSERT INTO app.settings VALUES ('theme', 'dark');
        CREATE VIEW totals WITH (security_barrier) AS SELECT firm_id, sum(cents) AS cents FROM invoices GROUP BY 1;
        CREATE MATERIALIZED VIEW sums AS SELECT firm_id, sum(cents) AS cents FROM invoices GROUP BY 1;
        CREATE INDEX clients_by_fee ON clients (fee) WHERE fee > 1;
        CREATE SEQUENCE numbers INCREMENT 10;
        CREATE DOMAIN cents AS bigint CHECK (VALUE >= 0);
        CREATE TYPE pair AS (a int, b text);
        CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n';
        CREATE FUNCTION told() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE RULE quiet AS ON DELETE TO app.settings DO INSTEAD NOTHING;
        ALTER TABLE clients ENABLE ROW LEVEL SECURITY;
        ALTER TABLE clients FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant ON clients TO \(role) USING (firm_id IS NOT NULL);
        GRANT SELECT, UPDATE ON clients TO \(role);
        GRANT UPDATE (email) ON clients TO \(role);
        COMMENT ON TABLE clients IS 'whom a firm works for';
        COMMENT ON COLUMN clients.fee IS 'a year';
        """
    }

    static let all =
        tables + columns + constraints + programs + rights + others + rows

    private static let tables = [
        SchemaWork("CREATE TABLE mine (id serial PRIMARY KEY, t text)", "mine", undo: "DROP TABLE mine"),
        SchemaWork("CREATE UNLOGGED TABLE mine (id int)", "mine", undo: "DROP TABLE mine"),
        SchemaWork("CREATE SCHEMA other CREATE TABLE x (n int)", "other.x", undo: "DROP SCHEMA other CASCADE"),
        SchemaWork("CREATE SCHEMA empty", "empty", undo: "DROP SCHEMA empty"),
        SchemaWork("CREATE TABLE heirs () INHERITS (clients)", "heirs", undo: "DROP TABLE heirs"),
        SchemaWork(
            "CREATE TABLE time_entries_2027 PARTITION OF time_entries FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
            "time_entries_2027",
            undo: "DROP TABLE time_entries_2027"
        ),
        SchemaWork(
            "ALTER TABLE time_entries DETACH PARTITION time_entries_2026",
            "time_entries_2026",
            undo: """
                ALTER TABLE time_entries ATTACH PARTITION time_entries_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')
                """
        ),
        SchemaWork("ALTER TABLE notes RENAME TO notices", "notices", undo: "ALTER TABLE notices RENAME TO notes"),
        SchemaWork("ALTER TABLE notes SET SCHEMA app", "app.notes", undo: "ALTER TABLE app.notes SET SCHEMA public"),
        SchemaWork("ALTER TABLE notes SET UNLOGGED", "notes", undo: "ALTER TABLE notes SET LOGGED"),
        SchemaWork(
            "ALTER TABLE notes REPLICA IDENTITY FULL",
            "notes",
            undo: "ALTER TABLE notes REPLICA IDENTITY DEFAULT"
        ),
        SchemaWork("ALTER TABLE notes SET (fillfactor = 50)", "notes", undo: "ALTER TABLE notes RESET (fillfactor)"),
        SchemaWork(
            "CREATE MATERIALIZED VIEW more AS SELECT 1 AS n",
            "more",
            undo: "DROP MATERIALIZED VIEW more"
        ),
        SchemaWork(
            "REFRESH MATERIALIZED VIEW sums WITH NO DATA",
            "sums",
            undo: "REFRESH MATERIALIZED VIEW sums"
        ),
        SchemaWork("CREATE VIEW v AS SELECT 1 AS n", "v", undo: "DROP VIEW v"),
        SchemaWork(
            "CREATE OR REPLACE VIEW totals WITH (security_barrier) AS SELECT firm_id, max(cents)::numeric AS cents FROM invoices GROUP BY 1",
            "totals",
            undo:
                "CREATE OR REPLACE VIEW totals WITH (security_barrier) AS SELECT firm_id, sum(cents) AS cents FROM invoices GROUP BY 1"
        ),
        SchemaWork(
            "ALTER VIEW totals RESET (security_barrier)",
            "totals",
            undo: "ALTER VIEW totals SET (security_barrier)"
        ),
    ]

    private static let columns = [
        SchemaWork("ALTER TABLE clients ADD extra int", "clients.extra", undo: "ALTER TABLE clients DROP extra"),
        SchemaWork(
            "ALTER TABLE clients RENAME email TO mail",
            "clients.mail",
            undo: "ALTER TABLE clients RENAME mail TO email"
        ),
        SchemaWork(
            "ALTER TABLE time_entries ADD extra int",
            "time_entries.extra",
            undo: "ALTER TABLE time_entries DROP extra"
        ),
        SchemaWork(
            "ALTER TABLE time_entries ALTER minutes TYPE bigint",
            "time_entries.minutes",
            undo: "ALTER TABLE time_entries ALTER minutes TYPE int"
        ),
        SchemaWork(
            "ALTER TABLE clients ALTER currency SET DEFAULT 'usd'",
            "clients.currency",
            undo: "ALTER TABLE clients ALTER currency DROP DEFAULT"
        ),
        SchemaWork(
            "ALTER TABLE time_entries_2026 ALTER minutes SET DEFAULT 6",
            "time_entries_2026.minutes",
            undo: "ALTER TABLE time_entries_2026 ALTER minutes DROP DEFAULT"
        ),
        SchemaWork(
            "ALTER TABLE clients ALTER email SET NOT NULL",
            "clients.email",
            undo: "ALTER TABLE clients ALTER email DROP NOT NULL"
        ),
        SchemaWork(
            "ALTER TABLE invoices ALTER number SET GENERATED BY DEFAULT",
            "invoices.number",
            undo: "ALTER TABLE invoices ALTER number SET GENERATED ALWAYS"
        ),
        SchemaWork(
            "ALTER TABLE clients ALTER name SET STORAGE EXTERNAL",
            "clients.name",
            undo: "ALTER TABLE clients ALTER name SET STORAGE EXTENDED"
        ),
        SchemaWork(
            "ALTER TABLE clients ALTER name SET STATISTICS 50",
            "clients.name",
            undo: "ALTER TABLE clients ALTER name SET STATISTICS -1"
        ),
        SchemaWork(
            "ALTER TABLE clients ALTER name SET (n_distinct = 5)",
            "clients.name",
            undo: "ALTER TABLE clients ALTER name RESET (n_distinct)"
        ),
    ]

    private static let constraints = [
        SchemaWork(
            "ALTER TABLE clients ADD CONSTRAINT paid CHECK (fee > 0)",
            "paid",
            undo: "ALTER TABLE clients DROP CONSTRAINT paid"
        ),
        SchemaWork(
            "ALTER TABLE clients ADD CONSTRAINT once UNIQUE (firm_id, name)",
            "once",
            undo: "ALTER TABLE clients DROP CONSTRAINT once"
        ),
        SchemaWork(
            "ALTER TABLE clients DROP CONSTRAINT clients_currency_fkey",
            "clients_currency_fkey",
            undo: "ALTER TABLE clients ADD FOREIGN KEY (currency) REFERENCES currencies (code)"
        ),
        SchemaWork(
            "ALTER TABLE clients ALTER CONSTRAINT clients_currency_fkey DEFERRABLE",
            "clients_currency_fkey",
            undo: "ALTER TABLE clients ALTER CONSTRAINT clients_currency_fkey NOT DEFERRABLE"
        ),
        SchemaWork(
            "ALTER TABLE clients DISABLE TRIGGER ALL",
            "clients",
            undo: "ALTER TABLE clients ENABLE TRIGGER ALL"
        ),
        SchemaWork(
            "ALTER TABLE app.settings DROP CONSTRAINT settings_pkey",
            "settings_pkey",
            undo: "ALTER TABLE app.settings ADD PRIMARY KEY (name)"
        ),
        SchemaWork("CREATE INDEX my_ix ON clients (name)", "my_ix", undo: "DROP INDEX my_ix"),
        SchemaWork(
            "DROP INDEX clients_by_fee",
            "clients_by_fee",
            undo: "CREATE INDEX clients_by_fee ON clients (fee) WHERE fee > 1"
        ),
        SchemaWork(
            "ALTER INDEX clients_by_fee SET (fillfactor = 50)",
            "clients_by_fee",
            undo: "ALTER INDEX clients_by_fee RESET (fillfactor)"
        ),
        SchemaWork("CREATE STATISTICS twins ON name, email FROM clients", "twins", undo: "DROP STATISTICS twins"),
    ]

    private static let programs = [
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
    private static let rights = [
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

    private static let others = [
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

    /// Rows that no seeded firm owns.
    private static let rows = [
        SchemaWork(
            "INSERT INTO currencies VALUES ('eur', 'Euro')",
            "currencies",
            undo: "DELETE FROM currencies WHERE code = 'eur'"
        ),
        SchemaWork(
            "UPDATE currencies SET name = 'x' WHERE code = 'cad'",
            "currencies",
            undo: "UPDATE currencies SET name = 'Canadian dollar' WHERE code = 'cad'"
        ),
        SchemaWork(
            "UPDATE app.settings SET value = 'light'",
            "app.settings",
            undo: "UPDATE app.settings SET value = 'dark'"
        ),
        SchemaWork(
            "INSERT INTO firms VALUES ('00000000-0000-0000-0000-00000000000c', 'c', 'Firm C')",
            "firms",
            undo: "DELETE FROM firms WHERE slug = 'c'"
        ),
    ]
}
