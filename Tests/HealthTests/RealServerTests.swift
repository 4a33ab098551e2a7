import ComposeModel
import Foundation
import Health
import Testing

@Suite struct RealServerTests {
    private static let redis = RealServer.program(["/usr/bin/redis-server", "/usr/local/bin/redis-server"])
    private static let postgres = RealServer.program(
        (14...18).reversed().map { "/usr/lib/postgresql/\($0)/bin/postgres" }
    )
    private static let clamd = RealServer.program(["/usr/sbin/clamd"])

    @Test(.enabled(if: RealServer.isWanted(redis)))
    func redisIsReadyWithItsPasswordOnly() async throws {
        try await RealServer.run(
            Self.redis,
            arguments: { directory, port in
                ["--bind", "127.0.0.1", "--port", "\(port)", "--dir", directory, "--save", "", "--requirepass", "pw"]
            }
        ) { server in
            let ready = await server.waitUntilHealthy(.redis(port: server.port, password: "pw"))
            #expect(ready?.message == "PONG")
            let without = await ProbeFactory.check(.redis(port: server.port, password: nil))
            #expect(!without.succeeded)
            #expect(without.message.hasPrefix("NOAUTH"))
            let wrong = await ProbeFactory.check(.redis(port: server.port, password: "no"))
            #expect(!wrong.succeeded)
            #expect(wrong.message.hasPrefix("WRONGPASS"))
        }
    }

    @Test(.enabled(if: RealServer.isWanted(postgres)))
    func postgresTellsVersionUnknownDatabaseUserAndPassword() async throws {
        let bin = (Self.postgres as NSString?)?.deletingLastPathComponent ?? ""
        try await RealServer.run(
            Self.postgres,
            prepare: { directory, _ in
                let password = directory + "/password"
                try Data("pw\n".utf8).write(to: URL(filePath: password))
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: password)
                try await RealServer.runAsServer([
                    "\(bin)/initdb", "-D", directory + "/data", "-U", "cpadev", "-A", "scram-sha-256",
                    "--pwfile", password, "-E", "UTF8", "--locale=C.UTF-8", "-N", "--no-instructions",
                ])
            },
            arguments: { directory, port in
                [
                    "-D", directory + "/data", "-c", "listen_addresses=127.0.0.1", "-c", "port=\(port)",
                    "-c", "unix_socket_directories=\(directory)", "-c", "fsync=off",
                ]
            }
        ) { server in
            func probe(user: String = "cpadev", database: String = "postgres", password: String? = "pw") -> Probe {
                .postgres(port: server.port, user: user, database: database, password: password)
            }
            let ready = await server.waitUntilHealthy(probe())
            #expect(ready?.succeeded == true)
            #expect(ready?.message.wholeMatch(of: /PostgreSQL \d+\.\d+/) != nil, "\(ready?.message ?? "")")

            let unknown = await ProbeFactory.check(probe(database: "nothing"))
            #expect(unknown.message == "database \"nothing\" does not exist (SQLSTATE 3D000)")
            let wrong = await ProbeFactory.check(probe(password: "no"))
            #expect(wrong.message == "password authentication failed for user \"cpadev\" (SQLSTATE 28P01)")
            let missing = await ProbeFactory.check(probe(password: nil))
            #expect(missing.message.contains("no password supplied"))
            #expect(!unknown.succeeded && !wrong.succeeded && !missing.succeeded)
        }
    }

    @Test(.enabled(if: RealServer.isWanted(clamd)))
    func clamdAnswersPong() async throws {
        try await RealServer.run(
            Self.clamd,
            prepare: { directory, port in
                try FileManager.default.createDirectory(atPath: directory + "/db", withIntermediateDirectories: true)
                // A signature of the bytes "cpadev-test", so that the database is not empty.
                let signature = "Test-Signature:0:0:6370616465762d74657374\n"
                try Data(signature.utf8).write(to: URL(filePath: directory + "/db/local.ndb"))
                let configuration = """
                    Foreground yes
                    TCPSocket \(port)
                    TCPAddr 127.0.0.1
                    DatabaseDirectory \(directory)/db
                    SelfCheck 0
                    Bytecode no
                    """
                try Data("\(configuration)\n".utf8).write(to: URL(filePath: directory + "/clamd.conf"))
            },
            arguments: { directory, _ in ["-c", directory + "/clamd.conf", "--foreground"] }
        ) { server in
            let ready = await server.waitUntilHealthy(.clamd(port: server.port))
            #expect(ready?.message == "PONG")
        }
    }
}
