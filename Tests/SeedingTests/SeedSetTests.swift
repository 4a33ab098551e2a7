import Foundation
import Testing

@testable import Seeding

@Suite struct SeedSetTests {
    /// The seed of this repository.
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "seeds/seeds.yaml").path

    private func problems(_ change: (SeedFolder) throws -> Void) throws -> [String] {
        let folder = try SeedFolder()
        try change(folder)
        return folder.problems()
    }

    // MARK: Hash

    @Test func hashIsOfTheContentAndNotOfThePlace() throws {
        let (one, other) = (try SeedFolder(), try SeedFolder())
        let elsewhere = try SeedSet.read(path: "\(other.path)/seeds.yaml", displayPath: "../x/seeds.yaml")
        #expect(try one.read().hash == elsewhere.hash)
        #expect(elsewhere.hash.count == 64)
    }

    @Test func commentsInTheManifestDoNotCount() throws {
        let folder = try SeedFolder()
        let hash = try folder.read().hash
        try folder.write("seeds.yaml", "# A comment.\n" + folder.text("seeds.yaml"))
        #expect(try folder.read().hash == hash)
    }

    @Test(
        arguments: [
            ("seeds.yaml", "task_queue: cpa", "task_queue: cpb"),
            ("migrations/0001_firms_and_clients.sql", "100", "101"),
            ("checks/fees.sql", "0", "1"), ("redis.sql", "name'", "nick'"), ("clients.json", "true", "false"),
            ("clients.sql", "'name'", "'nick'"), ("workflows.sql", "1040", "1065"),
            ("firms/oak/clients.csv", "Ana", "Eva"), ("firms/elm/documents/w-2.txt", "wages", "Wages"),
        ]
    )
    func everyFileCounts(name: String, old: String, new: String) throws {
        let folder = try SeedFolder()
        let hash = try folder.read().hash
        try folder.change(name, old, new)
        #expect(try folder.read().hash != hash)
    }

    @Test func dayAndScaleCount() throws {
        let folder = try SeedFolder()
        let hashes = [
            try folder.read().hash, try folder.read(asOf: "2026-03-17").hash, try folder.read(scale: 2).hash,
        ]
        #expect(Set(hashes).count == 3)
        #expect(try folder.read(asOf: "2026-03-16").hash == hashes[0])
    }

    @Test func shiftIsInDays() throws {
        let folder = try SeedFolder()
        #expect(try folder.read(asOf: "2027-03-17").shift == 366)
        #expect(throws: SeedingError.self) { try folder.read(asOf: "yesterday") }
    }

    // MARK: Documents

    @Test func documentsHaveSizeAndSHA256() throws {
        let folder = try SeedFolder()
        let documents = try folder.read().documents
        #expect(documents.map(\.firm) == ["oak", "elm"])
        #expect(documents.map(\.size) == [13, 13])
        // As `sha256sum` has it.
        #expect(documents.first?.sha256 == "389c3d4a05d032e24fa65b59f0a3f9adacdaa98fa8bbe66631a51d01b23c591c")
    }

    @Test func documentThatIsMissingIsAnErrorWhereItIsNamed() throws {
        let found = try problems { try $0.remove("firms/elm/documents/w-2.txt") }
        #expect(found == ["seeds/firms/elm/documents.csv:2:112 file-not-found"])
    }

    @Test func documentAboveTheLimitIsAnErrorWhereItIsNamed() throws {
        let found = try problems { try $0.write("firms/oak/documents/w-2.txt", [UInt8](repeating: 65, count: 1025)) }
        #expect(found == ["seeds/firms/oak/documents.csv:2:112 file-too-large"])
    }

    @Test(arguments: ["../clients.csv", "/etc/hostname", ""]) func documentOutsideOfItsFolderIsRefused(name: String)
        throws
    {
        let found = try problems { try $0.change("firms/oak/documents.csv", "w-2.txt", name) }
        #expect(found == ["seeds/firms/oak/documents.csv:2:112 bad-path"])
    }

    // MARK: Files

    @Test func filesThatAreNoTextAreErrorsAtTheByte() throws {
        let found = try problems { folder in
            try folder.write("firms/oak/clients.csv", Array("id,name\n1,".utf8) + [0])
            try folder.write("firms/elm/clients.csv", Array("id\nä\n".utf8) + [0xFF])
            try folder.write("firms/elm/documents.csv", [0xEF, 0xBB, 0xBF] + Array("id\n".utf8))
            try folder.write("checks/fees.sql", Array("SELECT 1\n ".utf8) + [0xC3])
            try folder.change(
                "seeds.yaml",
                "scale:\n  clients: { ids: [id], texts: [number] }\n  documents: { ids: [id, client_id] }\n",
                ""
            )
        }
        #expect(
            found == [
                "seeds/checks/fees.sql:2:2 invalid-utf8", "seeds/firms/elm/clients.csv:3:1 invalid-utf8",
                "seeds/firms/elm/documents.csv:1:1 byte-order-mark", "seeds/firms/oak/clients.csv:2:3 nul-byte",
            ]
        )
    }

    @Test func headersThatAreWrongAreErrors() throws {
        let found = try problems { folder in
            try folder.write("firms/oak/tasks.csv", "")
            try folder.write("firms/oak/notes.csv", "id,text,id\n")
            try folder.write("firms/oak/roles.csv", "id,na\"me\n")
        }
        #expect(
            found == [
                "seeds/firms/oak/notes.csv:1:9 duplicate-column", "seeds/firms/oak/roles.csv:1:6 stray-quote",
                "seeds/firms/oak/tasks.csv:1:1 empty-file",
            ]
        )
    }

    @Test(arguments: [";", "\t", "|"]) func otherSeparatorsAreNamed(mark: String) throws {
        let found = try problems { try $0.write("firms/oak/notes.csv", "id,text\n1,a\n".replacing(",", with: mark)) }
        #expect(found == ["seeds/firms/oak/notes.csv:1:1 wrong-separator"])
    }

    @Test func firmHasOneRowWithItsSlug() throws {
        let found = try problems { folder in
            try folder.change("firms/oak/firms.csv", ",oak,", ",oka,")
            try folder.append("firms/oak/firms.csv", "\(SeedFolder.id(3, 1, 1)),ash,Ash,")
            try folder.remove("firms/elm/firms.csv")
        }
        #expect(
            found == [
                "seeds/firms/oak/firms.csv:2:38 wrong-slug", "seeds/firms/oak/firms.csv:3:1 second-firm",
                "seeds/seeds.yaml:7:26 missing-firm",
            ]
        )
    }

    @Test func migrationsHaveVersionsOfTheirOwn() throws {
        let found = try problems { folder in
            try folder.write("migrations/02_again.sql", "SELECT 1;")
            try folder.write("migrations/V3_letters.sql", "SELECT 1;")
        }
        #expect(
            found == [
                "seeds/migrations/02_again.sql:1:1 duplicate-version",
                "seeds/migrations/V3_letters.sql:1:1 bad-version",
            ]
        )
    }

    @Test func folderWithoutMigrationsIsAnErrorWhereItIsNamed() throws {
        let found = try problems { folder in
            try folder.write("empty/README", "")
            try folder.change("seeds.yaml", "migrations: migrations", "migrations: empty")
        }
        #expect(found == ["seeds/seeds.yaml:2:13 no-migrations"])
    }

    @Test func seedOfTheRepositoryIsRight() throws {
        let set = try SeedSet.read(path: Self.repository, displayPath: "seeds/seeds.yaml")
        #expect(set.manifest.firms.map(\.slug) == ["okafor-cpa", "tidewater-tax", "granite-assurance"])
        #expect(set.documents.count == 56)
        #expect(Set(set.tables.map(\.table)).count == 14)
    }
}
