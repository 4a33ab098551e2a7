import Diagnostics
import Testing

@testable import Seeding

@Suite struct MigrationTests {
    private func parse(_ name: String, _ text: String = "SELECT 1;") -> Migration? {
        let file = SQLFile(name: name, display: name, text: text)
        return if case .migration(let migration) = Migration.parse(file) { migration } else { nil }
    }

    @Test func nameHoldsVersionAndDescription() {
        let migration = parse("20260316093000_firms_and_staff.sql")
        #expect(migration?.version == 20_260_316_093_000)
        #expect(migration?.description == "firms and staff")
        #expect(migration?.runsOutsideTransaction == false)
    }

    @Test func reversibleOneIsItsWayUp() {
        #expect(parse("0002_documents.up.sql")?.description == "documents")
        #expect(parse("0002_documents.down.sql") == nil)
    }

    @Test func filesOfAnotherFormArePassedOver() {
        #expect(parse("notes.sql") == nil)
        #expect(parse("0001_firms.txt") == nil)
    }

    @Test func versionThatIsNoNumberIsTold() {
        let file = SQLFile(name: "V1_firms.sql", display: "V1_firms.sql", text: "")
        guard case .badVersion("V1") = Migration.parse(file) else {
            Issue.record("V1 was taken")
            return
        }
    }

    @Test func firstLineTakesItOutOfATransaction() {
        #expect(parse("1_a.sql", "-- no-transaction\nVACUUM;")?.runsOutsideTransaction == true)
        #expect(parse("1_a.sql", "\n-- no-transaction\nVACUUM;")?.runsOutsideTransaction == false)
    }

    /// As `sha384sum` has it.
    @Test func checksumIsOfTheWholeFile() {
        #expect(
            parse("1_a.sql", "abc")?.checksum
                == "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        )
    }

    @Test func positionsOfTheServerAreCharacters() {
        let file = SQLFile(name: "1_a.sql", display: "m/1_a.sql", text: "-- ä\nSELECT x;\n")
        #expect(file.problem("x", "y", position: 13).location?.description == "m/1_a.sql:2:8")
        #expect(file.problem("x", "y", position: nil).location?.description == "m/1_a.sql:1:1")
    }
}
