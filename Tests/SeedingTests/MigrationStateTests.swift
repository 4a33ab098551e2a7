import TestSupport
import Testing

@testable import Seeding

@Suite struct MigrationStateTests {
    private func migration(_ name: String, _ text: String = "SELECT 1;") throws -> Migration {
        guard case .migration(let migration) = Migration.parse(SQLFile(name: name, display: name, text: text)) else {
            throw TestFailure("\(name) is no migration")
        }
        return migration
    }

    private func applied(_ migration: Migration, isSuccessful: Bool = true) -> AppliedMigration {
        AppliedMigration(
            version: migration.version,
            description: migration.description,
            isSuccessful: isSuccessful,
            checksum: migration.checksum
        )
    }

    @Test func everyMigrationIsInOneList() throws {
        let local = try ["0001_a.sql", "0002_b.up.sql", "0003_c.sql", "0004_d.sql"].map { try migration($0) }
        let other = try migration("0002_b.sql", "SELECT 2;")
        let strange = try migration("20261130_new_table.sql")
        let state = MigrationState(
            [applied(local[0]), applied(other), applied(local[2], isSuccessful: false), applied(strange)],
            comparedWith: local
        )
        #expect(state.applied == 1)
        #expect(state.changed == ["0002_b"] && state.failed == ["0003_c"] && state.missing == ["0004_d"])
        #expect(state.unknown == ["20261130_new_table"])
    }

    @Test func equalListsLeaveNothing() throws {
        let local = try ["0001_a.sql", "0002_b.sql"].map { try migration($0) }
        var expected = MigrationState()
        expected.applied = 2
        #expect(MigrationState(local.map { applied($0) }, comparedWith: local) == expected)
    }

    @Test func folderIsReadInVersionOrder() throws {
        let folder = try TemporaryFolder()
        for name in ["0010_b.sql", "0002_a.sql", "0002_a.down.sql", "README.md", "notes.sql"] {
            try folder.write("SELECT 1;", to: name)
        }
        #expect(try Migration.all(in: folder.path).map(\.label) == ["0002_a", "0010_b"])
        let error = #expect(throws: SeedingError.self) { try Migration.all(in: "\(folder.path)/nowhere") }
        #expect(error?.code == .files)
    }
}
