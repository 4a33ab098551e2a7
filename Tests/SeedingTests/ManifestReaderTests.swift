import Diagnostics
import Testing

@testable import Seeding

@Suite struct ManifestReaderTests {
    private func problems(_ change: (SeedFolder) throws -> Void) throws -> [String] {
        let folder = try SeedFolder()
        try change(folder)
        return folder.problems()
    }

    @Test func everyPartIsRead() throws {
        let folder = try SeedFolder()
        let manifest = try folder.read().manifest
        #expect(manifest.asOf == "2026-03-16")
        #expect(manifest.firms.map(\.slug) == ["oak", "elm"])
        #expect(manifest.firms.first?.folder == "\(folder.path)/firms/oak")
        #expect(manifest.documents.sizeLimit == 1024)
        #expect(manifest.scaled.map(\.ids) == [["id"], ["id", "client_id"]])
        #expect(manifest.collections.first?.query == "\(folder.path)/clients.sql")
        #expect(manifest.workflows?.attributes == ["Firm", "Kind"])
        #expect(manifest.places["scale.documents.ids.1"]?.location.description == "seeds/seeds.yaml:15:26")
    }

    @Test func unknownKeyHasTheNearestName() throws {
        let folder = try SeedFolder()
        try folder.change("seeds.yaml", "migrations:", "migration:")
        #expect(throws: SeedingError.self) { try folder.read() }
        do throws(SeedingError) { _ = try folder.read() } catch {
            #expect(error.code == .badSeed)
            #expect(error.places == ["seeds/seeds.yaml:1:1 missing-key", "seeds/seeds.yaml:2:1 unknown-key"])
            #expect(error.diagnostics.last?.hint == "did you mean 'migrations'?")
        }
    }

    @Test func allProblemsAreFoundAtOnce() throws {
        let found = try problems { folder in
            try folder.change("seeds.yaml", "2026-03-16", "2026-02-30")
            try folder.change("seeds.yaml", "checks: checks", "checks: no-such-folder")
            try folder.change("seeds.yaml", "slug: elm", "slug: Elm")
            try folder.change("seeds.yaml", "1KB", "1 furlong")
            try folder.change("seeds.yaml", "query: redis.sql", "query: firms")
            try folder.change("seeds.yaml", "firm_attribute: Firm", "firm_attribute: Farm")
        }
        #expect(
            found == [
                "seeds/seeds.yaml:1:8 bad-date", "seeds/seeds.yaml:3:9 file-not-found",
                "seeds/seeds.yaml:7:13 bad-slug",
                "seeds/seeds.yaml:12:15 bad-size", "seeds/seeds.yaml:16:17 wrong-kind",
                "seeds/seeds.yaml:25:19 unknown-attribute",
            ]
        )
    }

    @Test func wayOfMovingDatesIsOneOfThose() throws {
        let folder = try SeedFolder()
        #expect(try folder.read().manifest.movedBy == .days)
        try folder.change("seeds.yaml", "2026-03-16", "2026-03-16\nmoved_by: years")
        #expect(try folder.read().manifest.movedBy == .years)
        try folder.change("seeds.yaml", "moved_by: years", "moved_by: yeers")
        #expect(folder.problems() == ["seeds/seeds.yaml:2:11 unknown-value"])
    }

    @Test func tableOfPastRowsWithoutAFileIsAnErrorAtItsName() throws {
        let found = try problems {
            try $0.change("seeds.yaml", "2026-03-16", "2026-03-16\npast_only: { client: since }")
        }
        #expect(found == ["seeds/seeds.yaml:2:14 file-not-found"])
    }

    @Test func firmThatIsGivenTwiceIsAnErrorAtTheSecond() throws {
        let found = try problems {
            try $0.change("seeds.yaml", "slug: elm, folder: firms/elm", "slug: oak, folder: firms/oak")
        }
        #expect(found == ["seeds/seeds.yaml:7:13 duplicate-firm", "seeds/seeds.yaml:7:26 duplicate-folder"])
    }

    @Test func valuesOfAnotherTypeAreErrors() throws {
        let found = try problems { folder in
            try folder.change("seeds.yaml", "tenant: { table: firms, column: firm_id }", "tenant: firms")
            try folder.change("seeds.yaml", "ids: [id]", "ids: id")
            try folder.change("seeds.yaml", "bucket: cpa-documents", "bucket: [cpa]")
            try folder.change("seeds.yaml", "migrations: migrations", "migrations:")
        }
        #expect(
            found == [
                "seeds/seeds.yaml:2:12 missing-value", "seeds/seeds.yaml:4:9 wrong-type",
                "seeds/seeds.yaml:11:11 wrong-type", "seeds/seeds.yaml:14:19 wrong-type",
            ]
        )
    }

    @Test func scaledTableWithoutAFileIsAnErrorAtItsName() throws {
        let found = try problems { try $0.change("seeds.yaml", "  clients: { ids: [id]", "  client: { ids: [id]") }
        #expect(found == ["seeds/seeds.yaml:14:3 file-not-found"])
    }

    @Test func scaledColumnThatNoFileHasIsAnErrorAtItsName() throws {
        let found = try problems { try $0.change("seeds.yaml", "texts: [number]", "texts: [numbr]") }
        #expect(found == ["seeds/seeds.yaml:14:33 unknown-column"])
    }

    @Test func manifestThatIsNoYAMLIsAnErrorAtItsPlace() throws {
        let found = try problems { try $0.change("seeds.yaml", "firms:\n", "firms: [\n") }
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("seeds/seeds.yaml:") == true)
    }

    @Test func manifestThatIsNotThereIsNamed() throws {
        let found = try problems { try $0.remove("seeds.yaml") }
        #expect(found.count == 1)
        #expect(found.first?.hasSuffix("file-not-found") == true)
    }
}
