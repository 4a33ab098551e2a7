import Foundation
import Testing

@testable import Seeding

/// What is computed for the other stores from rows in a real PostgreSQL.
@Suite(.enabled(if: PostgresServer.isWanted)) struct SeedPlanTests {
    @discardableResult
    private func plan<Answer>(
        _ set: SeedSet,
        of folder: SeedFolder? = nil,
        _ body: (SeedPlan, LoadedSeed) async throws -> Answer
    ) async throws -> Answer {
        let loaded = try await LoadedSeed(set, of: folder)
        let directory = NSTemporaryDirectory() + "cpadev-plan-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        do {
            let plan = try await set.writePlan(from: loaded.link, to: directory)
            #expect(try SeedPlan.read(directory) == plan)
            #expect(!FileManager.default.fileExists(atPath: directory + ".new"))
            let answer = try await body(plan, loaded)
            await loaded.end()
            return answer
        } catch {
            await loaded.end()
            throw error
        }
    }

    @Test func everyStoreGetsItsItems() async throws {
        let folder = try SeedFolder()
        let set = try folder.read()
        try await plan(set, of: folder) { plan, _ in
            #expect(plan.hash == set.hash)
            #expect(plan.firms.map(\.slug) == ["oak", "elm"])
            let oak = try #require(plan.firms.first)
            #expect(oak.id == SeedFolder.id(1, 1, 1))
            #expect(
                oak.items == [
                    "postgres": 4, "redis": 1, "s3": 1, "clamav": 1, "typesense": 2, "temporal": 1,
                ]
            )
            let redis: [RedisItem] = try plan.items(.redis, of: oak)
            #expect(redis == [RedisItem(key: "cpa:oak:name", value: .string("The oak firm"), timeToLive: nil)])
            let objects: [ObjectItem] = try plan.items(.objects, of: oak)
            #expect(objects.map(\.file) == ["\(folder.path)/firms/oak/documents/w-2.txt"])
            #expect(objects.map(\.key) == ["oak/documents/\(SeedFolder.id(1, 8, 1))/w-2.txt"])
            let search: [SearchItem] = try plan.items(.search(collection: "clients"), of: oak)
            #expect(search.map(\.id) == [SeedFolder.id(1, 4, 1), SeedFolder.id(1, 4, 2)])
            let workflows: [WorkflowItem] = try plan.items(.workflows, of: oak)
            #expect(workflows.map(\.attributes) == [["Firm": "oak", "Kind": "1040"]])
        }
    }

    @Test func scaledRowsHaveItemsToo() async throws {
        let folder = try SeedFolder()
        try await plan(folder.read(scale: 3), of: folder) { plan, _ in
            #expect(plan.firms.map { $0.count(in: .typesense) } == [6, 6])
            #expect(plan.firms.map { $0.count(in: .s3) } == [3, 3])
        }
    }

    @Test func seedOfTheRepositoryHasItemsInEveryStore() async throws {
        let set = try SeedSet.read(path: SeedSetTests.repository, displayPath: "seeds/seeds.yaml")
        try await plan(set) { plan, _ in
            for firm in plan.firms { for store in StoreName.allCases { #expect(firm.count(in: store) > 0) } }
            #expect(plan.firms.map { $0.count(in: .s3) } == [8, 18, 30])
        }
    }

    @Test(
        arguments: [
            ("redis.sql", "'cpa:'", "'cpb:'", "redis.sql:1:1 bad-projection"),
            ("redis.sql", "'string'", "'hash'", "redis.sql:1:1 bad-projection"),
            ("redis.sql", "NULL AS ttl", "-1 AS ttl", "redis.sql:1:1 bad-projection"),
            ("redis.sql", "AS key", "AS kee", "redis.sql:1:1 bad-projection"),
            ("redis.sql", "slug AS firm", "'ash' AS firm", "redis.sql:1:1 bad-projection"),
            ("redis.sql", "FROM firms", "FROM firms, generate_series(1, 2)", "redis.sql:1:1 bad-projection"),
            ("redis.sql", "to_json(name)", "NULL", "redis.sql:1:1 bad-projection"),
            ("redis.sql", "FROM firms", "FROM farms", "redis.sql:2:6 bad-query"),
            ("clients.sql", "'firm', f.slug", "'firm', 'oak'", "clients.sql:1:1 bad-projection"),
            ("workflows.sql", "'-review'", "'_review'", "workflows.sql:1:1 bad-projection"),
            ("workflows.sql", "'Kind', '1040'", "'Sort', '1040'", "workflows.sql:1:1 bad-projection"),
            ("workflows.sql", "'Firm', slug", "'Firm', 'ash'", "workflows.sql:1:1 bad-projection"),
            ("workflows.sql", "'Kind', '1040'", "'Kind', 1040", "workflows.sql:1:1 bad-projection"),
        ]
    )
    func badQueryIsNamed(file: String, old: String, new: String, place: String) async throws {
        let folder = try SeedFolder()
        try folder.change(file, old, new)
        do {
            try await plan(folder.read(), of: folder) { _, _ in Issue.record("it was taken") }
        } catch let error as SeedingError { #expect(error.places == ["seeds/" + place]) }
    }

    @Test func queryCannotChangeRows() async throws {
        let folder = try SeedFolder()
        try folder.write("redis.sql", "DELETE FROM documents; " + folder.text("redis.sql"))
        await #expect(throws: SeedingError.self) { try await plan(folder.read(), of: folder) { _, _ in } }
    }

    @Test func formerPlanStaysWhereANewOneFails() async throws {
        let folder = try SeedFolder()
        let set = try folder.read()
        try await plan(set, of: folder) { plan, loaded in
            try folder.change("redis.sql", "'cpa:'", "'cpb:'")
            let spoilt = try folder.read()
            await #expect(throws: SeedingError.self) {
                try await spoilt.writePlan(from: loaded.link, to: plan.directory)
            }
            #expect(try SeedPlan.read(plan.directory) == plan)
        }
    }
}
