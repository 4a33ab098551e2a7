import Foundation
import TestSupport
import Testing

/// A small project with an environment `demo`: the repository's database, Redis and pages, filled with its fixtures, which a
/// schedule resets every few seconds.
struct DemoProject: Sendable {
    let stack: Stack

    /// Runs the body with the demo selected.
    static func with(_ body: (DemoProject) async throws -> Void) async throws {
        try await Stack.with(ports: 3) { stack in
            stack.setEnvironment("CPADEV_ENVIRONMENT", "demo")
            // Of which the environment's name is part already.
            stack.setEnvironment("CPADEV_STATE_DIR", "\(stack.path)/state-demo")
            let project = DemoProject(stack: stack)
            try stack.define(text: project.file)
            try stack.write("compose.demo.yaml", overlay)
            try await body(project)
        }
    }

    private var file: String {
        let services = "\(Places.repository)/scripts/services"
        return """
            name: shop
            x-cpadev: {seeds: \(Places.repository)/seeds/fixtures.yaml}
            services:
              postgres:
                image: postgres:16
                command: [postgres, -c, shared_preload_libraries=pg_stat_statements]
                environment: {POSTGRES_USER: postgres, POSTGRES_PASSWORD: postgres, POSTGRES_DB: cpa_dev}
                ports: ["127.0.0.1:\(stack.ports[0]):5432"]
                stop_signal: SIGINT
                x-cpadev:
                  native: \(services)/postgres
                  probe: {postgres: {port: 5432, user: postgres, password: postgres, database: cpa_dev}}
              redis:
                image: redis:7
                ports: ["127.0.0.1:\(stack.ports[1]):6379"]
                x-cpadev: {native: \(services)/redis, probe: {redis: 6379}}
              frontend:
                image: frontend
                environment: {BACKEND_URL: "http://127.0.0.1:9"}
                ports: ["127.0.0.1:\(stack.ports[2]):3000"]
                x-cpadev:
                  native: \(services)/frontend
                  probe: {http: {port: 3000, path: /, headers: {X-Health-Check: "1"}}}

            """
    }

    private static let overlay = """
        x-cpadev:
          reset:
            schedule: "@every 6s"
            announce: 3s
            visits: {frontend: '"method":"'}
            active_for: 3s
            postpone_up_to: 9s
            catch_up: 1m
        services:
          frontend:
            environment: {REDIS_URL: redis://redis:6379}

        """

    func resets() async throws -> StackStatus.Resets {
        guard let resets = try await stack.status().data?.resets else { throw TestFailure("no resets in the status") }
        return resets
    }

    /// Waits until so many resets have succeeded.
    func wait(forResets count: Int) async throws {
        try await eventually("\(count) resets", within: .seconds(90)) { try await resets().count >= count }
    }

    /// Visits the first page, and returns it.
    func visit() async throws -> String { try await stack.get(stack.ports[2]) }

    @discardableResult
    func sql(_ statement: String) async throws -> String {
        guard let program = Places.program("psql") else { throw TestFailure("psql is not installed") }
        stack.setEnvironment("PGPASSWORD", "postgres")
        let place = ["-h", "127.0.0.1", "-p", "\(stack.ports[0])", "-U", "postgres", "-d", "cpa_dev"]
        let result = try await stack.start(program: program, ["-X", "-q", "-A", "-t"] + place + ["-c", statement])
            .result()
        guard result.code == 0 else { throw TestFailure("psql: \(result.summary)") }
        return result.output
    }

    /// What the history of the stack says, of all its supervisors.
    func history() -> String {
        let folder = "\(stack.state)/run/history"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { name in
            String(decoding: FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data(), as: UTF8.self)
        }.joined()
    }
}
