import Testing

@testable import cpa_demo

@Suite struct SearchTests {
    /// Source: the tests of Typesense's own clients.
    @Test func aScopedKeyIsWhatTypesenseExpects() {
        let key = ScopedSearchKey.make(
            from: "RN23GFr1s6jQ9kgSNg2O7fYcAUXU7127",
            parameters: "{\"filter_by\":\"company_id:124\"}"
        )
        let expected =
            "SC9sT0hncHFwTHNFc3U3d3psRDZBUGNXQUViQUdDNmRHSmJFQnNnczJ4VT1STjIzeyJmaWx0ZXJfYnkiOiJjb21wYW55X2lkOjEyNCJ9"
        #expect(key == expected)
    }

    @Test func bothEnginesRowsAreShownAlike() throws {
        let typesense = """
            {"id":"1","firm":"a","number":"2025-1","status":"paid","client":"Ada","client_id":"2","total_cents":382125}
            """
        let postgres = """
            {"id":"1","number":"2025-1","status":"paid","total_cents":382125,"client":"Ada","found":4}
            """
        for text in [typesense, postgres] {
            let hit = try JSONCoding.decode(SearchDocument.self, from: text.utf8).hit(in: .invoices)
            #expect(hit.title == "2025-1")
            #expect(hit.detail == "Ada · $3,821.25 · paid")
        }
    }

    @Test func fieldsThatAreEmptyLeaveNoGap() throws {
        let text = "{\"id\":\"1\",\"name\":\"Ada\",\"number\":\"C-1\",\"kind\":\"individual\",\"city\":\"\"}"
        let hit = try JSONCoding.decode(SearchDocument.self, from: text.utf8).hit(in: .clients)
        #expect(hit.detail == "C-1 · individual")
    }
}
