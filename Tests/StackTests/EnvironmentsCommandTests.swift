import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// The platform's environments, in every condition.
    @Suite struct EnvironmentsCommandTests {
        private struct Report: Decodable {
            struct Commit: Decodable {
                var sha: String
                var behind: Int?
            }

            struct Database: Decodable {
                struct Migrations: Decodable {
                    var applied: Int
                    var missing: [String]
                    var changed: [String]
                }

                var role: String
                var migrations: Migrations?
            }

            struct Certificate: Decodable {
                var daysLeft: Int
                var expired: Bool
                var trust: String
            }

            struct Run: Decodable { var state: String }

            struct Problem: Decodable {
                var severity: String
                var subject: String
                var message: String
                var hint: String?
            }

            var name: String
            var reachable: Bool?
            var health: String?
            var detail: String?
            var latencyMs: Double?
            var version: String?
            var commit: Commit?
            var database: Database?
            var certificate: Certificate?
            var run: Run?
            var problems: [Problem]

            func problem(_ subject: String) -> String { problems.first { $0.subject == subject }?.message ?? "" }
        }

        private static func reports(_ result: CommandResult) throws -> [String: Report] {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            guard !result.output.isEmpty else { throw TestFailure(result.summary) }
            let reports = try decoder.decode([Report].self, from: Data(result.output.utf8))
            return Dictionary(uniqueKeysWithValues: reports.map { ($0.name, $0) })
        }

        /// A stack with a checkout, and `environments.yaml` in it.
        private static func prepare(_ stack: Stack, _ environments: String) async throws -> [String] {
            try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
            try FileManager.default.createDirectory(
                atPath: "\(stack.path)/migrations",
                withIntermediateDirectories: true
            )
            try stack.write("migrations/0001_first.sql", "SELECT 1;")
            try stack.write("migrations/0002_second.sql", "SELECT 2; -- changed")
            try stack.write("migrations/0003_third.sql", "SELECT 3;")
            try stack.write("environments.yaml", "migrations: migrations\nenvironments:\n" + environments)
            return try await Platform.commit(4, in: stack)
        }

        /// Writes what `cpadev ci` keeps of a run.
        private static func writeRun(_ state: String, of workflow: String, in stack: Stack) throws {
            let folder = "\(stack.state)/ci"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let run = """
                {"number":1,"workflow":"\(workflow)","event":"push","runtime":"native","started_ns":1796000000000000000,\
                "duration_ms":1,"state":"\(state)","critical_path":[],"jobs":[]}

                """
            try Data(run.utf8).write(to: URL(fileURLWithPath: "\(folder)/history.jsonl"))
        }

        @Test func secondStackIsShownWithAllThatIsKnown() async throws {
            try await Stack.with(ports: 1) { stack in
                try await Stack.with(ports: 2) { second in
                    let platform = try Platform(second)
                    let hashes = try await Self.prepare(
                        stack,
                        """
                          local: {stack: web}
                          ci: {workflow: CI}
                          staging:
                            url: http://127.0.0.1:\(platform.server)
                            health: /
                            version: {json: build.version}
                            sha: {header: x-git-sha}
                            database: {env: STAGING_DATABASE_URL}
                          production:
                            url: http://127.0.0.1:\(platform.server)
                            health: /ill
                            database: {command: [sh, -c, "echo $PRODUCTION_DATABASE_URL"]}

                        """
                    )
                    second.setEnvironment("COMMIT", hashes[1])
                    try await platform.up()
                    stack.setEnvironment("STAGING_DATABASE_URL", platform.url("reader"))
                    stack.setEnvironment("PRODUCTION_DATABASE_URL", platform.url("writer"))
                    try await stack.succeed("up", "-d", "--wait")
                    try Self.writeRun("failed", of: "CI", in: stack)

                    let result = try await stack.run("environments", "--json")
                    #expect(result.code == 1 && result.duration < .seconds(3), "\(result.summary)")
                    #expect(!result.output.contains("hunter2") && !result.errors.contains("hunter2"))
                    let reports = try Self.reports(result)
                    let local = try #require(reports["local"])
                    #expect(local.health == "healthy" && local.detail == "1/1 ready" && local.commit?.sha == hashes[3])
                    #expect(local.commit?.behind == 0 && local.problems.isEmpty)
                    #expect(reports["ci"]?.run?.state == "failed" && reports["ci"]?.problems.count == 1)
                    let staging = try #require(reports["staging"])
                    #expect(staging.reachable == true && staging.health == "healthy" && staging.version == "1.4.2")
                    #expect(staging.latencyMs ?? 0 > 0)
                    #expect(staging.commit?.sha == hashes[1] && staging.commit?.behind == 2)
                    #expect(staging.database?.role == "reader" && staging.database?.migrations?.applied == 1)
                    #expect(staging.database?.migrations?.missing == ["0003_third"])
                    #expect(staging.database?.migrations?.changed == ["0002_second"])
                    #expect(staging.problem("migrations").hasSuffix(": 0002_second"))
                    let production = try #require(reports["production"])
                    #expect(production.health == "unhealthy" && production.detail == "status 503 Service Unavailable")
                    #expect(production.database == nil)
                    #expect(production.problem("database").contains("INSERT on public.firms"))
                    let hint = production.problems.first { $0.subject == "database" }?.hint ?? ""
                    #expect(hint.contains("CREATE ROLE cpadev_reader"))
                    // Looked at, not touched.
                    #expect(try await platform.sql("SELECT count(*) FROM firms").hasPrefix("0"))

                    let table = try await stack.run("environments", "staging", "local")
                    let rows = table.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
                    #expect(rows.count > 3 && rows[0][0] == "NAME" && rows[1][0] == "local" && rows[2][0] == "staging")
                    #expect(table.output.contains(String(hashes[1].prefix(9))), "\(table.summary)")
                    #expect(table.output.contains("1 applied, 1 missing, 1 changed"), "\(table.summary)")
                }
            }
        }

        /// Each answers badly or not at all, and none delays the others.
        @Test func deadSilentAndGarbledServersAreToldApartInTime() async throws {
            try await Stack.with(ports: 5) { stack in
                let ports = Array(stack.ports.dropFirst())
                let silent = try #require(LoopbackPort.Listener(ports[1]))
                _ = try await Self.prepare(
                    stack,
                    """
                      old:
                        url: https://localhost:\(ports[0])
                        health: /
                      silent:
                        url: http://127.0.0.1:\(ports[1])
                        health: /
                        version: {json: a}
                        database: {env: SILENT_URL}
                      dead:
                        url: https://127.0.0.1:\(ports[2])
                        health: /
                        database: {command: [sleep, "60"]}
                      garbled:
                        url: http://127.0.0.1:\(ports[3])
                        health: /
                        database: {env: GARBLED_URL}
                      unknown:
                        url: http://cpadev.invalid
                        health: /
                        database: {env: NOWHERE_URL}
                      local: {stack: web}

                    """
                )
                stack.setEnvironment("SILENT_URL", "postgres://ann:hunter2@127.0.0.1:\(ports[1])/app")
                stack.setEnvironment("GARBLED_URL", "postgres://ann:hun/ter2@127.0.0.1:\(ports[3])/app")
                let old = try await ServedCertificate(expired: "20200201000000Z", on: ports[0], in: stack)
                let garbage = try Self.serveGarbage(on: ports[3], in: stack)
                try await eventually("a garbled server: \(garbage.errors)") { !LoopbackPort.isFree(ports[3]) }

                let result = try await stack.run("environments", "--json")
                #expect(result.code == 1 && result.duration < .seconds(3), "\(result.duration) \(result.summary)")
                #expect(!result.output.contains("hunter2") && !result.output.contains("hun/ter2"))
                let reports = try Self.reports(result)
                let certificate = try #require(reports["old"]?.certificate, "\(result.summary)")
                #expect(certificate.expired && certificate.daysLeft < -2000 && certificate.trust == "self-signed")
                #expect(reports["old"]?.health == "healthy")
                #expect(reports["silent"]?.reachable == false)
                #expect(reports["silent"]?.problem("health").contains("does not answer within") == true)
                #expect(reports["silent"]?.problem("database").contains("does not answer") == true)
                #expect(reports["dead"]?.problem("health").hasSuffix("connection refused") == true)
                #expect(reports["dead"]?.problem("database").contains("'sleep' takes longer than") == true)
                #expect(reports["garbled"]?.problem("health").contains("does not speak HTTP") == true)
                #expect(reports["garbled"]?.problem("database").contains("percent-encoded") == true)
                // A machine whose resolver does not answer says that instead.
                let unknown = reports["unknown"]?.problem("health") ?? ""
                #expect(unknown.hasSuffix("cannot be resolved") || unknown.contains("does not answer"), "\(unknown)")
                #expect(reports["unknown"]?.problem("database").contains("NOWHERE_URL") == true)
                #expect(reports["local"]?.health == "down" && reports["local"]?.problems.isEmpty == true)

                let table = try await stack.run("environments", "old", "dead", "local")
                #expect(table.code == 1 && table.output.contains("expired, self-signed"), "\(table.summary)")
                #expect(table.output.contains("\ndead: https://127.0.0.1:\(ports[2]) cannot be reached: "))
                withExtendedLifetime(silent) {}
                garbage.send(SIGKILL)
                _ = try await garbage.result()
                try await old.stop()
            }
        }

        private static func serveGarbage(on port: UInt16, in stack: Stack) throws -> RunningCommand {
            try stack.write(
                "garbage.py",
                """
                import socket

                server = socket.create_server(("127.0.0.1", \(port)))
                while True:
                    connection, _ = server.accept()
                    connection.sendall(bytes(range(256)) * 8)
                    connection.close()

                """
            )
            return try stack.start(program: Places.python, ["\(stack.path)/garbage.py"])
        }

        @Test func certificatesAreJudgedByNameAuthorityAndTime() async throws {
            try await Stack.with(ports: 3) { stack in
                let (long, near) = (stack.ports[1], stack.ports[2])
                let servers = [
                    try await ServedCertificate(days: 90, on: long, in: stack),
                    try await ServedCertificate(days: 9, on: near, in: stack),
                ]
                _ = try await Self.prepare(
                    stack,
                    """
                      trusted: {url: "https://localhost:\(long)", health: /, certificate: {ca: 90.pem}}
                      other: {url: "https://127.0.0.1:\(long)", health: /, certificate: {ca: 90.pem}}
                      own: {url: "https://localhost:\(long)", health: /}
                      short: {url: "https://localhost:\(near)", health: /, certificate: {ca: 9.pem}}
                      late: {url: "https://localhost:\(near)", health: /, certificate: {ca: 9.pem, warn_days: 5}}

                    """
                )
                let reports = try Self.reports(try await stack.run("environments", "--json"))
                #expect(
                    reports["trusted"]?.certificate?.trust == "trusted" && reports["trusted"]?.problems.isEmpty == true
                )
                // Within the second in which it was made, no day has begun.
                #expect([89, 90].contains(reports["trusted"]?.certificate?.daysLeft))
                #expect(reports["other"]?.certificate?.trust == "other-name")
                #expect(reports["own"]?.certificate?.trust == "self-signed")
                let short = ["the certificate expires in 8 days", "the certificate expires in 9 days"]
                #expect(short.contains(reports["short"]?.problem("certificate") ?? ""))
                #expect(reports["late"]?.problems.isEmpty == true)
                #expect(try await stack.run("environments", "trusted", "late").code == 0)
                for server in servers { try await server.stop() }
            }
        }

        @Test func mistakesHaveExitCodesAndShowNoSecret() async throws {
            try await Stack.with(ports: 1) { stack in
                try stack.define(Toy.server("web", port: stack.ports[0], in: stack.path))
                let absent = try await stack.run("environments")
                #expect(absent.code == 65 && absent.errors.contains("there is no file"), "\(absent.summary)")
                try stack.write(
                    "environments.yaml",
                    """
                    environments:
                      a: {url: "https://a.example", health: /, database: "postgres://ann:hun/ter2@db/app"}
                      b: {url: "https://ann:hunter2@b.example", health: /}

                    """
                )
                let broken = try await stack.run("environments")
                #expect(broken.code == 65 && broken.errors.contains("environments.yaml:2:54"), "\(broken.summary)")
                #expect(
                    broken.errors.contains("[written-secret]") && !broken.errors.contains("ter2"),
                    "\(broken.summary)"
                )
                try stack.write("environments.yaml", "environments:\n  local: {stack: web}\n")
                #expect(try await stack.run("environments").code == 0)
                let unknown = try await stack.run("environments", "locl")
                #expect(unknown.code == 64 && unknown.errors.contains("did you mean 'local'?"), "\(unknown.summary)")
                #expect(try await stack.run("environments", "--timeout", "0.5").code == 64)
            }
        }

        @Test func controlCEndsItWithItsCommands() async throws {
            try await Stack.with(ports: 1) { stack in
                _ = try await Self.prepare(
                    stack,
                    """
                      slow:
                        url: http://127.0.0.1:\(stack.ports[0])
                        health: /
                        database: {command: [sh, -c, "echo begun >> \(stack.path)/begun; exec sleep 59.25"]}

                    """
                )
                let command = try stack.start("environments", "--timeout", "30")
                try await eventually("the command") { FileManager.default.fileExists(atPath: "\(stack.path)/begun") }
                command.send(SIGINT)
                let result = try await command.result(within: .seconds(5))
                #expect(result.code == 130 && result.output.isEmpty, "\(result.summary)")
                try await eventually("no sleep", within: .seconds(5)) {
                    !stack.processes().contains { $0.command.contains("59.25") }
                }
            }
        }
    }
}
