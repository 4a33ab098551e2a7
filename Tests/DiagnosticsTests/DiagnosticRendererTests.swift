import Diagnostics
import Testing

/// How diagnostics look.
@Suite struct DiagnosticRendererTests {
    private func render(_ diagnostics: Diagnostic..., source: String = "", color: Bool = false) -> String {
        DiagnosticRenderer(color: color) { $0 == "f" ? source : nil }.render(diagnostics)
    }

    private func place(_ line: Int, _ column: Int, file: String = "f") -> Diagnostics.SourceLocation {
        SourceLocation(file: file, line: line, column: column)
    }

    @Test func everythingThatADiagnosticHas() {
        let diagnostic = Diagnostic(
            .error,
            "unknown-key",
            "unknown key 'imge'",
            at: place(2, 3),
            length: 4,
            notes: [.init("here", at: place(1, 1)), .init("and nowhere")],
            hint: "did you mean 'image'?"
        )
        let expected = """
            f:2:3: error: unknown key 'imge' [unknown-key]
                   2 |   imge: x
                     |   ^^^^
                      = note: f:1:1: here
                      = note: and nowhere
                      = hint: did you mean 'image'?

            """
        #expect(render(diagnostic, source: "a:\n  imge: x\n") == expected)
    }

    @Test func aDiagnosticWithoutAPlaceIsOneLine() {
        #expect(render(Diagnostic(.warning, "c", "m")) == "warning: m [c]\n")
    }

    @Test func aFileThatIsNotToBeHadHasNoExcerpt() {
        #expect(render(Diagnostic(.error, "c", "m", at: place(1, 1, file: "g"))) == "g:1:1: error: m [c]\n")
    }

    @Test(arguments: [(9, 1), (1, 9), (0, 1)])
    func aPlaceOutsideOfTheFileHasNoExcerpt(_ line: Int, _ column: Int) {
        let text = render(Diagnostic(.error, "c", "m", at: place(line, column)), source: "abc")
        #expect(text == "f:\(line):\(column): error: m [c]\n")
    }

    @Test func severalErrorsAreCounted() {
        let text = render(Diagnostic(.error, "a", "m"), Diagnostic(.warning, "b", "m"), Diagnostic(.error, "c", "m"))
        #expect(text == "error: m [a]\nwarning: m [b]\nerror: m [c]\n2 errors\n")
    }

    @Test func tabsKeepTheCaretInPlace() {
        let text = render(Diagnostic(.error, "c", "m", at: place(1, 3)), source: "\ta\tb")
        #expect(text.contains("         | \t ^\n"))
    }

    @Test func theUnderlineEndsWithTheLine() {
        let text = render(Diagnostic(.error, "c", "m", at: place(1, 2), length: 50), source: "abc\ndef")
        #expect(text.hasSuffix("       1 | abc\n         |  ^^\n"))
    }

    @Test func aVeryLongLineIsCutAroundThePlace() {
        let source = String(repeating: "a", count: 500) + "X" + String(repeating: "b", count: 500)
        let lines = render(Diagnostic(.error, "c", "m", at: place(1, 501)), source: source).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].count < 130)
        let caret = lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) } ?? 0
        #expect(Array(lines[1])[caret] == "X")
    }

    @Test func controlCharactersOfAFileDoNotReachTheTerminal() {
        let source = "a: \u{1B}[31mred\u{7}\u{9B}"
        let text = render(
            Diagnostic(.error, "c", "bad \u{1B}]0;title", at: place(1, 1), hint: "\u{202E}x"),
            source: source
        )
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        #expect(!text.unicodeScalars.contains("\u{9B}") && !text.unicodeScalars.contains("\u{202E}"))
        #expect(text.contains("a: ␛[31mred␇"))
    }

    @Test func windowsLineEndsAreLineEnds() {
        let text = render(Diagnostic(.error, "c", "m", at: place(2, 1)), source: "a\r\nb\r\n")
        #expect(text == "f:2:1: error: m [c]\n       2 | b\n         | ^\n")
    }

    @Test func colourIsOnlyThereWhereItIsWanted() {
        let diagnostic = Diagnostic(.error, "c", "m", at: place(1, 1))
        #expect(!render(diagnostic, source: "a").contains("\u{1B}"))
        #expect(render(diagnostic, source: "a", color: true).contains("\u{1B}[1;31merror:\u{1B}[0m"))
    }
}
