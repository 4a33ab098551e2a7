import LogAnalysis
import Testing

@Suite struct PrettyJSONTests {
    @Test func jsonIsIndentedAndItsPartsNamed() throws {
        let pretty = try #require(prettyJSON(#"2026 [12] INFO {"a":1,"b":{"c":[true,"x\n"],"d":{}}} end"#))
        let expected = """
            2026 [12] INFO
            {
              "a": 1,
              "b": {
                "c": [
                  true,
                  "x\\n"
                ],
                "d": {}
              }
            }
            end
            """
        #expect(pretty.lines.map(\.text).joined(separator: "\n") == expected)
        #expect(pretty.lines[2].tokens.map(\.kind) == [.key, .punctuation, .number, .punctuation])
        #expect(pretty.lines[5].tokens.first?.kind == .literal && pretty.lines[0].tokens.map(\.kind) == [.plain])
    }

    @Test(arguments: [
        "plain", "{not json}", #"{"a":1"#, "[INFO] x", "", "LOG [12] x", "{\"a\":}", String(repeating: "[", count: 500),
    ])
    func lineWithoutJSONHasNone(line: String) {
        #expect(prettyJSON(line) == nil)
    }

    @Test func longJSONIsCut() throws {
        let pretty = try #require(prettyJSON("[" + (0..<100).map(String.init).joined(separator: ",") + "]", limit: 10))
        #expect(pretty.lines.count == 10 && pretty.isCut)
    }
}
