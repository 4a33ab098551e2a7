import ControlAPI
import Testing

@testable import Seeding

@Suite struct SearchDifferenceTests {
    private func item(_ id: String, _ json: String) -> SearchItem {
        SearchItem(collection: "clients", id: id, json: json)
    }

    private func difference(_ planned: [SearchItem], _ lines: String...) throws -> SearchDifference {
        let export = lines.joined(separator: "\n")
        return try SearchDifference(collection: "c", planned: planned, export: Array(export.utf8), firm: "a-b")
    }

    @Test func documentsAreComparedByMeaning() throws {
        let planned = [item("1", #"{"id": "1", "firm": "a-b", "n": 1, "tags": ["x", "y"]}"#)]
        let same = try difference(planned, #"{"firm":"a-b","id":"1","n":1.0,"tags":["x","y"]}"#, "")
        #expect(same == SearchDifference(collection: "c"))
        let other = try difference(planned, #"{"firm":"a-b","id":"1","n":1,"tags":["y","x"]}"#)
        #expect(other.drift == Drift(changed: 1))
        #expect(other.wrong == [#"{"firm":"a-b","id":"1","n":1,"tags":["x","y"]}"#])
    }

    @Test func addedAndRemovedAreToldApartAndAnotherFirmsAreNotSeen() throws {
        let found = try difference(
            [item("1", #"{"id":"1","firm":"a-b"}"#)],
            #"{"firm":"a-b","id":"3"}"#,
            #"{"firm":"a-b","id":"2"}"#,
            #"{"firm":"ab","id":"4"}"#,
            #"{"firm":"ab","id":"1"}"#
        )
        #expect(found.drift == Drift(added: 2, removed: 1))
        #expect(found.added == ["2", "3"])
    }

    @Test func anExportThatIsNoneIsAnError() {
        #expect(throws: SeedingError.self) { try difference([], "<html>") }
        #expect(throws: SeedingError.self) { try difference([], #"{"firm":"a-b"}"#) }
    }
}

@Suite struct SearchSchemaTests {
    private let members: [String: JSONValue] = [
        "fields": .list([.object(["name": .text("firm"), "type": .text("string")])])
    ]

    @Test func anotherSchemaIsAnotherCollection() throws {
        let schema = try SearchSchema(name: "clients", members)
        #expect(schema.physicalName.wholeMatch(of: /clients_[0-9a-f]{8}/) != nil)
        #expect(try SearchSchema(name: "clients", members).physicalName == schema.physicalName)
        let other = try SearchSchema(name: "clients", members.merging(["token_separators": .list([])]) { $1 })
        #expect(other.physicalName != schema.physicalName)
        #expect(schema.isSuperseded(other.physicalName))
        for name in [schema.physicalName, "clients", "clients_archive", "clients_ABCDEF00", "invoices_00112233"] {
            #expect(!schema.isSuperseded(name))
        }
    }

    @Test func aSchemaWithoutTheFirmIsRefused() {
        #expect(throws: SeedingError.self) { try SearchSchema(name: "clients", ["fields": .list([])]) }
    }

    @Test func slugsThatTheIndexTakesForTheSameAreRefused() throws {
        try SearchStore.requireDistinct(["a-b", "a-c", "a-b-c"])
        #expect(throws: SeedingError.self) { try SearchStore.requireDistinct(["a-bc", "x", "ab-c"]) }
    }
}

@Suite struct ScopedSearchKeyTests {
    /// Computed by Python's hmac and base64, and accepted by a real server.
    @Test func keyIsTheOneThatOtherClientsCompute() {
        let key = ScopedSearchKey(parent: "cpa_search_only_key_0123456789abcdef", firm: "other")
        #expect(
            key.value == "WXEwMU1ESUF6ekxEeXlHbWJvaC9TdStVNTFTb0hRYVFYYklXdDk3aml0UT1j"
                + "cGFfeyJmaWx0ZXJfYnkiOiJmaXJtOj1vdGhlciJ9"
        )
    }
}
