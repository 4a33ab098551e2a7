import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// `cpadev pull` and `cpadev seed use` on a stack with a real PostgreSQL, which is also what is pulled from.
    @Suite(.enabled(if: Capability.wants(Places.program("psql") != nil))) struct PullCommandTests {
        /// Runs a test with a seeded stack and the address of a role that can only read its database.
        private func withSeededStack(_ body: (Stack, String) async throws -> Void) async throws {
            try await Stack.with(ports: 1) { stack in
                let port = stack.ports[0]
                try stack.define(
                    text: """
                        x-cpadev: { seeds: "\(Places.repository)/seeds/seeds.yaml" }
                        services:
                          postgres:
                            image: postgres:16
                            environment: { POSTGRES_USER: postgres, POSTGRES_PASSWORD: postgres, POSTGRES_DB: cpa_dev }
                            ports: ["127.0.0.1:\(port):5432"]
                            x-cpadev:
                              native: "\(Places.repository)/scripts/services/postgres"
                              probe: { postgres: { port: 5432, user: postgres, password: postgres, database: cpa_dev } }

                        """
                )
                try await stack.succeed("up", "-d", "--wait", within: .seconds(180))
                try await Self.sql(
                    stack,
                    "CREATE ROLE reader LOGIN BYPASSRLS PASSWORD 'reader'",
                    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"
                )
                try await body(stack, "postgres://reader:reader@127.0.0.1:\(port)/cpa_dev")
            }
        }

        /// Runs statements in the stack's database.
        @discardableResult
        private static func sql(_ stack: Stack, _ statements: String...) async throws -> String {
            let address = "postgres://postgres:postgres@127.0.0.1:\(stack.ports[0])/cpa_dev"
            let words =
                ["-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", address] + statements.flatMap { ["-c", $0] }
            let result = try await stack.start(program: try #require(Places.program("psql")), words).result()
            #expect(result.code == 0, "\(result.summary)")
            return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }

        private static func pulledSets(_ stack: Stack) -> [String] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(stack.state)/seeds/sets")) ?? []
            return names.filter { $0 != "lock" }.sorted()
        }

        @Test func aPulledSetIsSeedDataLikeTheDemoFirms() async throws {
            try await withSeededStack { stack, address in
                let staging = "{ url: 'http://127.0.0.1:1', health: /, database: { env: STAGING_DATABASE_URL } }"
                try stack.write("environments.yaml", "environments:\n  staging: \(staging)\n  ci: { workflow: CI }\n")
                stack.setEnvironment("STAGING_DATABASE_URL", address)
                let pull = try await stack.succeed(
                    "pull",
                    "staging",
                    "--limit",
                    "3",
                    "--json",
                    "--yes",
                    within: .seconds(180)
                )
                let result = try JSONDecoder().decode(Answer.self, from: Data(pull.output.utf8))
                #expect(result.pull.firms.count == 3 && result.pull.rows > 100, "\(pull.summary)")
                #expect(Self.pulledSets(stack) == ["pulled"])
                #expect(try await Self.sql(stack, "SELECT count(*) FROM clients") == "9")
                let okafor = "SELECT count(*) FROM firms WHERE slug = 'okafor-cpa'"
                #expect(try await Self.sql(stack, okafor) == "0")
                // A reset goes back to it, also after the supervisor was another one.
                try await Self.sql(stack, "DELETE FROM payments")
                try await stack.succeed("down")
                try await stack.succeed("up", "-d", "--wait", within: .seconds(60))
                try await stack.succeed("reset", "--yes")
                #expect(try await Self.sql(stack, "SELECT count(*) > 0 FROM payments") == "t")
                #expect(try await Self.sql(stack, "SELECT count(*) FROM clients") == "9")
                // The demo data is a command away, and an undo too.
                try await stack.succeed("seed", "use", "demo", "--yes", within: .seconds(60))
                #expect(try await Self.sql(stack, okafor) == "1")
                try await stack.succeed("reset", "--undo")
                #expect(try await Self.sql(stack, okafor) == "0")
                let status = try await stack.succeed("seed", "status", "--json")
                #expect(status.output.contains(#""set" : "pulled""#), "\(status.output)")
            }
        }

        private struct Answer: Decodable {
            struct Pull: Decodable {
                struct Firm: Decodable { var slug: String }
                var firms: [Firm]
                var rows: Int
            }

            var pull: Pull
        }

        @Test func whatCannotBePulledIsSaidWithTheRightCode() async throws {
            try await withSeededStack { stack, address in
                let none = try await stack.run("pull")
                #expect(none.code == 64 && none.errors.contains("CPADEV_PULL_URL"), "\(none.summary)")
                let unnamed = try await stack.run("pull", "staging")
                #expect(unnamed.code == 65 && unnamed.errors.contains("environments.yaml"), "\(unnamed.summary)")
                let missing = try await stack.run("seed", "use", "pulled")
                #expect(missing.code == 65 && missing.errors.contains("there is no pulled set"), "\(missing.summary)")
                let writer = address.replacingOccurrences(of: "reader:reader", with: "postgres:postgres")
                let refused = try await stack.run("pull", "--url", writer)
                #expect(refused.code == 1 && refused.errors.contains("can write"), "\(refused.summary)")
                let absent = try await stack.run("pull", "--url", "postgres://reader:s3cret@127.0.0.1:1/x")
                #expect(absent.code == 69 && !absent.errors.contains("s3cret"), "\(absent.summary)")
                let firm = try await stack.run("pull", "--url", address, "--firm", "nobody")
                #expect(firm.code == 64 && firm.errors.contains("tidewater-tax"), "\(firm.summary)")
                try await Self.sql(stack, "ALTER TABLE clients ADD COLUMN iban text")
                let column = try await stack.run("pull", "--url", address)
                #expect(column.code == 65 && column.errors.contains("`iban: hash`"), "\(column.summary)")
                #expect(column.errors.contains("anonymise.yaml:"), "\(column.summary)")
                #expect(Self.pulledSets(stack) == [])
                #expect(try await Self.sql(stack, "SELECT count(*) FROM firms WHERE slug = 'okafor-cpa'") == "1")
            }
        }

        @Test(arguments: [SIGINT, SIGKILL])
        func aPullThatIsEndedChangesNothing(signal: Int32) async throws {
            try await withSeededStack { stack, address in
                stack.setEnvironment("CPADEV_PULL_URL", address)
                try await stack.succeed("pull", "--limit", "1", "--no-load", within: .seconds(60))
                let manifest = "\(stack.state)/seeds/sets/pulled/seeds.yaml"
                let before = try Data(contentsOf: URL(filePath: manifest))
                // A lock keeps the pull waiting in the middle.
                let psql = try stack.start(program: try #require(Places.program("psql")), Self.locking(stack))
                try await eventually("the lock") {
                    let query = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted"
                    return try await Self.sql(stack, query) != "0"
                }
                let pull = try stack.start("pull")
                try await eventually("two sets") { Self.pulledSets(stack).count == 2 }
                let other = try await stack.run("pull")
                #expect(other.code == 69 && other.errors.contains("another pull"), "\(other.summary)")
                pull.send(signal)
                let result = try await pull.result()
                #expect(result.code == (signal == SIGINT ? 130 : -SIGKILL), "\(result.summary)")
                psql.send(SIGTERM)
                _ = try await psql.result()
                #expect(try Data(contentsOf: URL(filePath: manifest)) == before)
                // What a killed pull left is removed by the next one.
                try await stack.succeed("pull", "--limit", "1", "--no-load", within: .seconds(60))
                #expect(Self.pulledSets(stack) == ["pulled"])
            }
        }

        private static func locking(_ stack: Stack) -> [String] {
            let address = "postgres://postgres:postgres@127.0.0.1:\(stack.ports[0])/cpa_dev"
            return [
                "-X", "-q", "-d", address, "-c",
                "BEGIN; LOCK TABLE messages IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(4)",
            ]
        }
    }
}
