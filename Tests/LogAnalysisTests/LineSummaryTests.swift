import LogAnalysis
import Testing

@Suite struct LineSummaryTests {
    private func read(_ line: String) -> LineSummary? {
        var line = line
        return line.withUTF8 { LineSummary(UnsafeRawBufferPointer($0)) }
    }

    @Test func levelAndMessageComeFirstAndTheTimeGoes() throws {
        let line = #"{"time":"2026-03-16T14:00:00Z","level":"info","message":"GET / 200","status":200,"path":"/"}"#
        let summary = try #require(read(line))
        #expect(summary.level == .info)
        #expect(summary.text == "GET / 200 status=200 path=/")
    }

    @Test func valuesAreQuotedWhereTheirEndWouldBeOpen() throws {
        let summary = try #require(read(#"{"msg":"m","a":"b c","d":"","e":"x=\"y\"","f":{"g":[1,2]},"h":null}"#))
        #expect(summary.text == #"m a="b c" d="" e="x=\"y\"" f={"g":[1,2]} h=null"#)
    }

    @Test(arguments: ["plain", "level=info msg=x", "{}", #"{"a":1}"#, "{not json", "[1]"])
    func otherLinesAreLeftAsTheyAre(line: String) { #expect(read(line) == nil) }
}
