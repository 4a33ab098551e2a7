import ControlAPI
import Foundations
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
        #expect(schema.isSuperseded(other.definition))
        #expect(!schema.isSuperseded(schema.definition))
        // Another alias may begin with the name.
        #expect(!schema.isSuperseded(try SearchSchema(name: "clients_old", members).definition))
        // A copy of the schema under a name that looks like one of cpadev's is not its own.
        for name in ["clients", "clients_archive", "clients_deadbeef", "clients_20261129", "invoices_00112233"] {
            guard case .object(var copy) = other.definition else { continue }
            copy["name"] = .text(name)
            #expect(!schema.isSuperseded(.object(copy)))
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

@Suite struct SchemaDifferenceTests {
    private func collection(_ fields: String, _ more: String = "") throws -> JSONValue {
        try #require(JSONValue(parsing: Array(#"{"name": "c", "fields": [\#(fields)]\#(more)}"#.utf8)))
    }

    /// As the server completes a definition.
    private let live = """
        {"name": "firm", "type": "string", "facet": true, "index": true, "infix": false, "locale": "",
            "optional": false, "sort": false},
        {"name": "cents", "type": "int64", "facet": false, "index": true, "infix": false, "locale": "",
            "optional": false, "sort": true}
        """

    @Test func whatTheServerCompletesIsNoDifference() throws {
        let wanted = try collection(
            #"{"name": "cents", "type": "int64"}, {"name": "firm", "type": "string", "facet": true}"#
        )
        let more = #", "token_separators": [], "symbols_to_index": [], "default_sorting_field": "", "created_at": 1"#
        #expect(SchemaDifference(live: try collection(live, more), wanted: wanted).isEmpty)
    }

    @Test(arguments: [
        #"{"name": "cents", "type": "int32"}"#, #"{"name": "cents", "type": "int64", "facet": true}"#,
        #"{"name": "cents", "type": "int64", "sort": false}"#, #"{"name": "cents", "type": "int64", "optional": true}"#,
    ])
    func aFieldWithOtherPropertiesIsDroppedAndMade(_ field: String) throws {
        let wanted = try collection(#"{"name": "firm", "type": "string", "facet": true}, "# + field)
        let difference = SchemaDifference(live: try collection(live), wanted: wanted)
        #expect(difference.dropped == ["cents"])
        #expect(difference.made == [try #require(JSONValue(parsing: Array(field.utf8)))])
        #expect(!difference.needsRecreation)
    }

    @Test func fieldsThatWereAddedGoUnlessTheSchemaAsksForThem() throws {
        let firm = #"{"name": "firm", "type": "string", "facet": true}"#
        #expect(SchemaDifference(live: try collection(live), wanted: try collection(firm)).dropped == ["cents"])
        let dynamic = firm + #", {"name": ".*", "type": "auto"}"#
        let both = live + #", {"name": ".*", "type": "auto"}"#
        #expect(SchemaDifference(live: try collection(both), wanted: try collection(dynamic)).isEmpty)
    }

    @Test func whatFieldsCannotBeChangedForMeansRemaking() throws {
        let wanted = try collection(live, #", "token_separators": ["@"]"#)
        #expect(
            SchemaDifference(live: try collection(live, #", "token_separators": []"#), wanted: wanted).needsRecreation
        )
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
