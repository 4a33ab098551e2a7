import Foundation

@testable import Seeding

/// A seed in a database of its own. `end()` takes that away again.
struct LoadedSeed {
    let set: SeedSet
    /// Kept, since its files go when nobody has it.
    private let folder: SeedFolder?
    let link: PostgresLink
    private let server: PostgresServer
    private let name: String

    init(
        _ folder: SeedFolder,
        asOf: String? = nil,
        scale: Int = 1,
        scans: [String: String] = [:],
        progress: @escaping @Sendable (LoadProgress) -> Void = { _ in }
    ) async throws {
        let set = try folder.read(asOf: asOf, scale: scale)
        try await self.init(set, of: folder, scans: scans, progress: progress)
    }

    init(
        _ set: SeedSet,
        of folder: SeedFolder? = nil,
        scans: [String: String] = [:],
        progress: @escaping @Sendable (LoadProgress) -> Void = { _ in }
    ) async throws {
        self.set = set
        self.folder = folder
        server = try await PostgresServer.shared()
        name = PostgresServer.uniqueName("seed")
        try await server.run("CREATE DATABASE \(name)")
        link = try await server.open(name)
        do { try await set.load(into: link, scans: scans, progress: progress) } catch {
            await end()
            throw error
        }
    }

    func end() async {
        await link.close()
        _ = try? await server.run("DROP DATABASE \(name) WITH (FORCE)")
    }

    func rows(_ query: String, _ parameters: [String?] = []) async throws -> [[String?]] {
        try await link.run(query, parameters).rows
    }

    func value(_ query: String) async throws -> String? { try await link.run(query).value }

    /// How many rows a file has.
    static func records(of file: TableFile) throws -> Int {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: file.path)))
        var reader = CSVText.Reader(CSVText(bytes: bytes))
        var count = -1
        while try reader.next() != nil { count += 1 }
        return count
    }
}
