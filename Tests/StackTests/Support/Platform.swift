import Foundation
import TestSupport

/// What is deployed, for tests: a second stack of a server and a database, and a checkout with a history.
struct Platform: Sendable {
    private let stack: Stack
    let server: UInt16
    let database: UInt16

    /// Writes the project of the second stack.
    /// - Parameter stack: with two ports.
    init(_ stack: Stack) throws {
        self.stack = stack
        (server, database) = (stack.ports[0], stack.ports[1])
        try stack.write("api.py", Self.program)
        try stack.define(
            """
              api:
                ports: ["127.0.0.1:\(server):80"]
                environment: {COMMIT: "${COMMIT:-}"}
                x-cpadev:
                  native: {command: ["\(Places.python)", "\(stack.path)/api.py"]}
                  probe: {http: {port: 80, path: /}}
              postgres:
                image: postgres:16
                environment: {POSTGRES_USER: postgres, POSTGRES_PASSWORD: postgres, POSTGRES_DB: app}
                ports: ["127.0.0.1:\(database):5432"]
                stop_signal: SIGINT
                x-cpadev:
                  native: \(Places.repository)/scripts/services/postgres
                  probe: {postgres: {port: 5432, user: postgres, password: postgres, database: app}}

            """
        )
    }

    /// Answers `/` with a version, and says its commit in a header.
    private static let program = """
        import http.server, os, socketserver


        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = b'{"build": {"version": "1.4.2"}}'
                self.send_response(503 if self.path == "/ill" else 200)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("X-Git-SHA", os.environ["COMMIT"])
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass


        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True


        Server(("127.0.0.1", int(os.environ["CPADEV_PORT_80"])), Handler).serve_forever()

        """

    /// Starts the stack, and makes the roles `reader` and `writer` with the password hunter2, and two migrations of
    /// which the second was applied with other contents.
    func up() async throws {
        try await stack.succeed("up", "-d", "--wait", within: .seconds(600))
        try await sql(
            """
            CREATE TABLE firms (id int);
            CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL,
                installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL,
                execution_time bigint NOT NULL);
            INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES
                (1, 'first', true, sha384('SELECT 1;'), 1), (2, 'second', true, sha384('SELECT 2;'), 1);
            CREATE ROLE reader LOGIN PASSWORD 'hunter2'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
            CREATE ROLE writer LOGIN PASSWORD 'hunter2'; GRANT INSERT ON firms TO writer;
            """
        )
    }

    @discardableResult
    func sql(_ statements: String) async throws -> String {
        guard let psql = Places.program("psql") else { throw TestFailure("psql is not installed") }
        let address = "postgres://postgres:postgres@127.0.0.1:\(database)/app"
        let words = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statements, address]
        let result = try await stack.start(program: psql, words).result()
        guard result.code == 0 else { throw TestFailure("psql: \(result.summary)") }
        return result.output
    }

    /// The URL of the database for a role.
    func url(_ role: String) -> String { "postgres://\(role):hunter2@127.0.0.1:\(database)/app" }

    // MARK: A checkout

    /// Makes a folder a checkout with commits on `main`. Returns their hashes, the oldest first.
    static func commit(_ count: Int, in stack: Stack) async throws -> [String] {
        guard let git = Places.program("git") else { throw TestFailure("git is not installed") }
        func run(_ words: String...) async throws -> String {
            let identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"]
            let result = try await stack.start(program: git, identity + words).result()
            guard result.code == 0 else { throw TestFailure("git \(words): \(result.summary)") }
            return result.output.filter { !$0.isWhitespace }
        }
        _ = try await run("init", "-q", "-b", "main")
        var hashes: [String] = []
        for number in 0..<count {
            _ = try await run("commit", "-q", "--allow-empty", "-m", "\(number)")
            hashes.append(try await run("rev-parse", "HEAD"))
        }
        return hashes
    }
}
