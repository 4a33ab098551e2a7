import Foundation
import Subset
import TestSupport

@testable import Seeding

/// A source database with the demo firms and a role that can only read it, and a folder that sets are pulled into.
final class PullBench: Sendable {
    let source: LoadedSeed
    let server: PostgresServer
    let folder: String
    private let role: String

    init(scale: Int = 1) async throws {
        let set = try SeedSet.read(path: SeedSetTests.repository, displayPath: "seeds/seeds.yaml", scale: scale)
        source = try await LoadedSeed(set)
        server = try await PostgresServer.shared()
        role = PostgresServer.uniqueName("reader")
        folder = NSTemporaryDirectory() + "cpadev-pull-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = try await source.link.runScript(
            """
            CREATE ROLE \(role) LOGIN BYPASSRLS;
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role)
            """
        )
    }

    func end() async {
        _ = try? await source.link.runScript("DROP OWNED BY \(role)")
        await source.end()
        _ = try? await server.run("DROP ROLE IF EXISTS \(role)")
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Runs statements in the source; `reader` is replaced by the name of the role.
    func change(_ statements: String) async throws {
        try await source.link.runScript(statements.replacing("reader", with: role))
    }

    /// Pulls into a folder of its own.
    func pull(
        as user: String? = nil,
        from dump: String? = nil,
        firms: [String] = [],
        limit: Int? = nil,
        rules: String? = nil,
        into name: String = "set"
    ) async throws -> PullOutcome {
        let directory = "\(folder)/\(name)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let seeds = (SeedSetTests.repository as NSString).deletingLastPathComponent
        let place = "127.0.0.1:\(server.port)/\(source.link.database)"
        let address = PullRequest.Source.address("postgres://\(user ?? role)@\(place)?sslmode=disable")
        let request = PullRequest(
            source: dump.map {
                .dump(
                    path: $0,
                    programs: ["\(server.programs)/pg_restore"],
                    server: server.endpoint(source.link.database)
                )
            } ?? address,
            firms: firms,
            limit: limit,
            manifest: (SeedSetTests.repository, "seeds/seeds.yaml"),
            rules: (rules ?? "\(seeds)/anonymise.yaml", "anonymise.yaml"),
            directory: directory,
            stack: role,
            key: [UInt8](repeating: 5, count: 32)
        )
        return try await Puller(request) { _ in }.run()
    }

    /// Dumps the source into a file or folder, and returns its path.
    func dump(_ options: String...) async throws -> String {
        let path = "\(folder)/\(UUID()).dump"
        let program = Process()
        program.executableURL = URL(filePath: "\(server.programs)/pg_dump")
        let libraries = (server.programs as NSString).deletingLastPathComponent + "/lib"
        program.environment = ["LD_LIBRARY_PATH": libraries]
        let place = ["--host=127.0.0.1", "--port=\(server.port)", "--username=\(PostgresServer.user)"]
        program.arguments = options + place + ["--file=\(path)", source.link.database]
        try program.run()
        program.waitUntilExit()
        guard program.terminationStatus == 0 else { throw SeedFolder.Missing(text: "pg_dump") }
        return path
    }

    /// The number of databases that restored dumps of this bench are in.
    func restoredDatabases() async throws -> Int {
        let name = DatabaseNames(stack: role).pull
        return try await Int(server.run("SELECT count(*) FROM pg_database WHERE datname = '\(name)'").value ?? "") ?? -1
    }

    /// Writes rules that differ from the bundled ones, and returns their path.
    func rules(_ change: (inout String) -> Void) throws -> String {
        let seeds = (SeedSetTests.repository as NSString).deletingLastPathComponent
        var text = try String(contentsOfFile: "\(seeds)/anonymise.yaml", encoding: .utf8)
        text = text.replacing("rules: anonymise\n", with: "rules: \(seeds)/anonymise\n")
            .replacing("- checks/", with: "- \(seeds)/checks/")
        change(&text)
        let path = "\(folder)/\(UUID()).yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// Loads a pulled set into a database of its own, as the seeder does.
    func load(_ name: String = "set") async throws -> LoadedSeed {
        try await LoadedSeed(SeedSet.read(path: "\(folder)/\(name)/seeds.yaml", displayPath: "seeds.yaml"))
    }

    /// The files of a set with their contents, without the manifest's comment.
    func files(_ name: String) throws -> [String: Data] {
        let root = "\(folder)/\(name)"
        let names = try FileManager.default.subpathsOfDirectory(atPath: root).filter { $0.hasSuffix(".csv") }
        return try Dictionary(names.map { ($0, try Data(contentsOf: URL(filePath: "\(root)/\($0)"))) }) { $1 }
    }
}
