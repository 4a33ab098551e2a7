import ControlAPI

@testable import Seeding

/// A schema with whatever makes rows hard to compare and to put back, and rows of two firms in it.
enum SampleRows {
    static let firms = (table: "firms", column: "firm_id")
    /// The ids of the firms `a` and `b`.
    static let a = "00000000-0000-0000-0000-00000000000a"
    static let b = "00000000-0000-0000-0000-00000000000b"
    static let clientsOfEach = 200

    static let schema = """
        CREATE TABLE firms (id uuid PRIMARY KEY, slug text NOT NULL UNIQUE, name text NOT NULL);
        CREATE TABLE currencies (code text PRIMARY KEY, name text NOT NULL);
        CREATE TYPE kind AS ENUM ('individual', 'business');
        CREATE TABLE clients (
            id uuid PRIMARY KEY,
            firm_id uuid NOT NULL REFERENCES firms (id),
            obsolete int,
            name text NOT NULL,
            email text UNIQUE,
            kinds kind[] NOT NULL,
            fee numeric(12, 2) NOT NULL,
            since timestamptz NOT NULL,
            currency text NOT NULL REFERENCES currencies (code),
            search tsvector GENERATED ALWAYS AS (to_tsvector('simple', name)) STORED,
            UNIQUE (firm_id, id)
        );
        -- Its place among the columns stays.
        ALTER TABLE clients DROP COLUMN obsolete;
        CREATE TABLE invoices (
            number int GENERATED ALWAYS AS IDENTITY,
            firm_id uuid NOT NULL,
            client_id uuid NOT NULL,
            cents bigint NOT NULL CHECK (cents >= 0),
            PRIMARY KEY (firm_id, number),
            FOREIGN KEY (firm_id, client_id) REFERENCES clients (firm_id, id) ON DELETE CASCADE
        );
        CREATE TABLE time_entries (
            id int NOT NULL,
            firm_id uuid NOT NULL,
            worked_on date NOT NULL,
            minutes int NOT NULL,
            PRIMARY KEY (id, worked_on)
        ) PARTITION BY RANGE (worked_on);
        CREATE TABLE time_entries_2025 PARTITION OF time_entries FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
        CREATE TABLE time_entries_2026 PARTITION OF time_entries FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE TABLE notes (firm_id uuid NOT NULL, body text);
        CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''a trigger fired''; END';
        """

    /// Once the rows are there, this trigger tells whether somebody writes with triggers on.
    static let trigger = "CREATE TRIGGER forbid AFTER DELETE ON notes FOR EACH ROW EXECUTE FUNCTION forbid()"

    static let rows = """
        INSERT INTO firms VALUES ('\(a)', 'a', 'Firm A'), ('\(b)', 'b', 'Firm B');
        INSERT INTO currencies VALUES ('usd', 'Dollar'), ('cad', 'Canadian dollar');
        INSERT INTO clients (id, firm_id, name, email, kinds, fee, since, currency)
        SELECT format('00000000-0000-0000-%s-%s', CASE f.slug WHEN 'a' THEN '000a' ELSE '000b' END, lpad(n::text, 12, '0'))::uuid,
            f.id, 'Client ' || n, format('%s-%s@example.com', f.slug, n), ARRAY['business', 'individual']::kind[],
            n * 1.10, '2026-01-01 12:00+00'::timestamptz + n * interval '1 hour', 'usd'
        FROM firms f, generate_series(1, \(clientsOfEach)) n;
        INSERT INTO invoices (firm_id, client_id, cents) SELECT firm_id, id, fee * 100 FROM clients ORDER BY id;
        INSERT INTO time_entries SELECT row_number() OVER (ORDER BY id), firm_id, since::date - 3, 30 FROM clients;
        INSERT INTO notes SELECT id, body FROM firms, (VALUES ('same'), ('same'), (NULL), ('other')) v (body);
        """

    @Sendable static func fill(_ link: PostgresLink) async throws {
        try await link.runScript(schema)
        try await link.runScript(rows)
        try await link.runScript(trigger)
    }
}

/// A stack's database in the shared server, with names of its own.
struct SampleStack: Sendable {
    let server: PostgresServer
    let database: String
    let stack: String
    let store: PostgresStore

    static let hash = "5eed5eed5eed5eed5eed5eed5eed5eed"

    /// An empty database.
    static func fresh(hooks: PostgresHooks = PostgresHooks()) async throws -> SampleStack {
        let server = try await PostgresServer.shared()
        let database = PostgresServer.uniqueName("live")
        try await server.run("CREATE DATABASE \(database)")
        return SampleStack(server: server, database: database, stack: PostgresServer.uniqueName("stack"), hooks: hooks)
    }

    /// A database with the sample rows, as a first seed leaves it.
    static func seeded(hooks: PostgresHooks = PostgresHooks()) async throws -> SampleStack {
        let sample = try await fresh()
        try await sample.store.claim()
        try await sample.store.buildTemplate(hash, fill: SampleRows.fill)
        try await sample.store.reset(to: hash)
        return SampleStack(server: sample.server, database: sample.database, stack: sample.stack, hooks: hooks)
    }

    init(server: PostgresServer, database: String, stack: String, hooks: PostgresHooks = PostgresHooks()) {
        self.server = server
        self.database = database
        self.stack = stack
        store = PostgresStore(
            endpoint: server.endpoint(database),
            stack: stack,
            firms: SampleRows.firms,
            hooks: hooks
        )
    }

    /// Runs a statement as a developer would.
    @discardableResult
    func run(_ statement: String) async throws -> PostgresRows { try await server.run(statement, in: database) }

    func value(_ query: String) async throws -> String? { try await run(query).value }

    /// The databases that there are of this stack beside its own, without what all of their names begin with.
    func kept() async throws -> [String] {
        let prefix = store.names.prefix
        let answer = try await server.run(
            "SELECT substr(datname, \(prefix.utf8.count + 1)) FROM pg_database WHERE starts_with(datname, '\(prefix)') ORDER BY 1"
        )
        return answer.rows.compactMap { $0[0] }
    }

    /// Leaves a database as one whose dropping was cut off.
    func cutOffDropping(of name: String) async throws {
        _ = try await server.run(
            "UPDATE pg_database SET datconnlimit = -2, datistemplate = false WHERE datname = '\(name)'"
        )
    }

    /// Whether clients can connect, and nobody can to the template.
    func isOpenAndSealed() async throws -> Bool {
        let open = try await server.run("SELECT datallowconn FROM pg_database WHERE datname = '\(database)'").value
        let sealed = try await server.run(
            "SELECT bool_and(NOT datallowconn AND datistemplate) FROM pg_database WHERE starts_with(datname, '\(store.names.templatePrefix)')"
        ).value
        return open == "t" && sealed == "t"
    }
}

extension PostgresStore {
    /// A firm's reset, and how many of its rows differed.
    @discardableResult
    func reset(firm id: String, to hash: String) async throws -> Drift {
        try await reset(firm: id, to: hash, as: nil).drift?[id] ?? .none
    }
}
