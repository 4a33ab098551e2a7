import ControlAPI
import Foundation
import Synchronization
import Testing

@testable import Seeding

/// A seeder with one store beside the rows, and a folder of its own.
final class SeederBench: Sendable {
    let seed: SeedFolder
    let directory: String
    let rows: FakeRows
    let redis = FakeStore(.redis)
    let announced = Collected<String>()
    let seeder: Seeder

    static let firms = ["oak", "elm"].map { slug in
        SeedPlan.Firm(slug: slug, id: "\(slug)-id", name: slug, items: ["postgres": 10, "redis": 3])
    }

    init(isAutomatic: Bool = true, record: SeedRecord? = nil, rows state: FakeRows.State = .init()) throws {
        seed = try SeedFolder()
        directory = seed.path + "/state"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        rows = FakeRows(directory, Self.firms)
        rows.state.withLock { $0 = state }
        if let record { try SeedRecordFile(path: "\(directory)/record.json").write(record) }
        let (rows, redis, announced) = (rows, redis, announced)
        seeder = Seeder(
            configuration: Seeder.Configuration(
                stack: "test",
                manifest: seed.path + "/seeds.yaml",
                displayName: "seeds.yaml",
                directory: directory,
                isAutomatic: isAutomatic
            ),
            announce: { announced.append($0) },
            makeStores: { _, _, _ in Seeder.Stores(rows: rows, others: [redis], scanner: CleanScanner()) }
        )
    }

    func hash() throws -> String {
        try SeedSet.read(path: seed.path + "/seeds.yaml", displayPath: "seeds.yaml").hash
    }

    /// A bench whose rows were loaded by an earlier supervisor.
    static func seeded(_ change: (inout SeedRecord) -> Void = { _ in }) async throws -> SeederBench {
        let bench = try SeederBench()
        let hash = try bench.hash()
        try await bench.rows.buildTemplate(hash) { _ in }
        bench.rows.state.withLock { state in
            state.database = .ours(seed: hash)
            state.calls = []
        }
        bench.redis.state.withLock { $0.held = ["oak": 3, "elm": 3] }
        var record = SeedRecord()
        record.seed.hash = hash
        change(&record)
        try SeedRecordFile(path: "\(bench.directory)/record.json").write(record)
        return try SeederBench(reusing: bench)
    }

    private init(reusing other: SeederBench) throws {
        seed = other.seed
        directory = other.directory
        rows = other.rows
        let (rows, redis, announced) = (other.rows, redis, announced)
        redis.state.withLock { $0.held = ["oak": 3, "elm": 3] }
        seeder = Seeder(
            configuration: other.seeder.configuration,
            announce: { announced.append($0) },
            makeStores: { _, _, _ in Seeder.Stores(rows: rows, others: [redis], scanner: CleanScanner()) }
        )
    }

    /// Tells which stores can be used, and waits until nothing more follows from it.
    func settle(_ states: [StoreName: StoreAvailability.State]) async -> DataStatus {
        let wakeUps = seeder.wakeUps()
        await seeder.availabilityChanged(StoreAvailability(states: states))
        for await _ in wakeUps {
            let status = await seeder.status()
            if status.state != .waiting, status.state != .working { return status }
        }
        return await seeder.status()
    }

    /// What a command fails with.
    func failure(_ command: DataCommand) async -> SeedingError? {
        await #expect(throws: SeedingError.self) { _ = try await seeder.perform(command) }
    }

    /// Where rows and keys can be used.
    static let both: [StoreName: StoreAvailability.State] = [
        .postgres: .ready(instance: "1"), .redis: .ready(instance: "1"),
    ]
}
