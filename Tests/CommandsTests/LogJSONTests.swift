import ControlAPI
import Foundation
import LogAnalysis
import Testing

@testable import Commands

@Suite struct LogJSONTests {
    private func render(_ text: String, _ change: (inout LogLine) -> Void = { _ in }) -> String {
        var line = LogLine(
            service: "db",
            stream: .stderr,
            timeNs: 1_773_671_415_500_000_001,
            number: .max,
            text: text
        )
        change(&line)
        var json = LogJSON()
        return String(decoding: json.render(PackedLogBatch(LogBatch([line]))), as: UTF8.self)
    }

    private func object(_ text: String) throws -> [String: Any] {
        let line = render(text)
        #expect(line.hasSuffix("}\n") && line.dropLast().contains("\n") == false)
        return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func aLineIsAnObject() {
        #expect(
            render("hello") == """
                {"service":"db","time":"2026-03-16T14:30:15.500000001Z","stream":"stderr",\
                "number":18446744073709551615,"text":"hello"}

                """
        )
    }

    @Test func contextIsSaid() {
        #expect(render("hello") { $0.isContext = true }.contains(#""context":true"#))
    }

    @Test func aJSONLineTellsLevelMessageAndFields() throws {
        let text = #"{"level":"warning","msg":"slow \"query\"","ms":12.5,"ok":false,"none":null,"at":{"a":[1]},"ms":1}"#
        let object = try object(text)
        #expect(object["level"] as? String == "warn")
        #expect(object["message"] as? String == #"slow "query""#)
        #expect(object["text"] as? String == text)
        let fields = try #require(object["fields"] as? [String: Any])
        #expect(fields["ms"] as? Double == 12.5 && fields["ok"] as? Bool == false && fields["none"] is NSNull)
        #expect((fields["at"] as? [String: [Int]]) == ["a": [1]])
    }

    @Test(arguments: ["a=007 b=+5 c=1e5 d=.5 e=-0 f=1. g=0x1f level=info", "a=Infinity b=NaN c=- d=\"x\""])
    func whatLogfmtWritesIsStillJSON(text: String) throws {
        let object = try object(text)
        #expect(object["text"] as? String == text)
        #expect(object["fields"] is [String: Any])
    }

    @Test func anyTextIsATextInJSON() throws {
        let text = "\u{0}\u{1}\u{1F}\u{7F}\"\\/\n\r\t\u{1B}[31m größe 日本 😀\u{2028}"
        #expect(try object(text)["text"] as? String == text)
    }

    @Test func bytesThatAreNoTextAreReplaced() throws {
        let bytes: [UInt8] = [0x61, 0xFF, 0x62]
        var packer = LogPacker()
        bytes.withUnsafeBytes {
            packer.add(service: "db", stream: .stdout, timeNs: 0, number: 0, isContext: false, text: $0)
        }
        var json = LogJSON()
        let line = json.render(packer.finish())
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        #expect(object["text"] as? String == "a\u{FFFD}b")
    }

    @Test(arguments: TerminalTests.hostile) func nothingInItIsForATerminal(text: String) throws {
        for line in [
            "say \(text) x",
            "{\"msg\":\"m\(text.filter { $0 >= " " })\",\"n\":{\"a\":\"\(text.filter { $0 >= " " })\"}}",
        ] {
            let rendered = render(line)
            let isHarmless = rendered.dropLast().unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !TerminalSanitizer.isEscapedInJSON($0)
            }
            #expect(isHarmless, "\(rendered.debugDescription)")
            #expect(try object(line)["text"] as? String == line)
        }
    }
}
