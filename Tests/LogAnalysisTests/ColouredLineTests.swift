import LogAnalysis
import Testing

/// Colours change nothing of what a line says, wherever they stand.
@Suite struct ColouredLineTests {
    @Test(arguments: [
        "\u{1B}[31merror\u{1B}[39m: it broke",
        "\u{1B}[31;1mERROR\u{1B}[0m it broke",
        "[\u{1B}[31merror\u{1B}[0m] it broke",
        "2026-03-16T14:00:00Z \u{1B}[31mERROR\u{1B}[0m \u{1B}[2mapp::part\u{1B}[0m: it broke",
        "\u{1B}[2m2026-03-16 14:00:00\u{1B}[0m | \u{1B}[31merror\u{1B}[0m | it broke",
        "\u{1B}[31m⨯\u{1B}[0m it broke",
        "\u{1B}[31mERRO\u{1B}[0m[0012] it broke",
        "\u{9B}31mERROR\u{9B}0m it broke",
        "\u{1B}[90m{\u{1B}[0m\"level\":\"error\",\"msg\":\"it broke\"}",
        "\u{1B}[36mlevel\u{1B}[0m=error \u{1B}[36mmsg\u{1B}[0m=broke",
        "\u{1B}]0;title\u{7}error: it broke",
        "\u{1B}[1mTypeError\u{1B}[22m: it broke",
    ])
    func theLevelIsReadBehindThem(line: String) { #expect(LevelDetector.level(of: line) == .error) }

    @Test func aStackTraceGoesOnBehindThem() {
        var tracker = LevelTracker()
        let lines = ["\u{1B}[31merror\u{1B}[39m: it broke", "\u{1B}[90m    at main (app.js:1)\u{1B}[39m"]
        for line in lines {
            var line = line
            #expect(line.withUTF8 { tracker.level(of: UnsafeRawBufferPointer($0), stream: .stderr) } == .error)
        }
    }

    @Test func fieldsAreReadBehindThem() throws {
        let line = "\u{1B}[36mstatus\u{1B}[0m=\u{1B}[31m503\u{1B}[0m \u{1B}[36mpath\u{1B}[0m=/a"
        let read = try #require(StructuredLine(line))
        #expect(read.fields.map(\.name) == ["status", "path"])
        var text = line
        let expression = try FieldExpression(".status>=500")
        #expect(text.withUTF8 { expression.matches(UnsafeRawBufferPointer($0)) })
    }

    @Test func sequencesGoAndAllOtherBytesStay() {
        func without(_ bytes: [UInt8]) -> [UInt8]? {
            bytes.withUnsafeBytes { TerminalSanitizer.withoutSequences($0) }
        }
        #expect(without(Array("plain ü".utf8)) == nil)
        #expect(without(Array("\u{1B}[31mred\u{1B}[0m \u{1B}]0;t\u{7}ü".utf8)) == Array("red ü".utf8))
        #expect(without([0x1B, 0x5B, 0x6D, 0xFF, 0x61]) == [0xFF, 0x61])
        #expect(without(Array("a\u{9B}31mb".utf8)) == Array("ab".utf8))
    }

    @Test(arguments: [("a\r", "a"), ("\rDownload 10%\rDownload 100%", "Download 100%"), ("plain", "plain"), ("\r", "")])
    func theLastWritingOfALineCounts(text: String, shown: String) {
        #expect(TerminalSanitizer.lastOverprint(text) == shown)
    }
}
