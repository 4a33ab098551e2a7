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
}
