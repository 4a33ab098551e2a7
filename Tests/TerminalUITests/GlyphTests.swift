import Testing

@testable import TerminalUI

@Suite struct GlyphTests {
    private func glyphs(_ text: String) -> [String] { GlyphSequence(text).map(\.text) }

    @Test(arguments: [
        ("a", 1), ("é", 1), ("e\u{301}", 1), ("決", 2), ("한", 2), ("ｆ", 2), ("😀", 2), ("✅", 2), ("…", 1), ("─", 1),
        ("●", 1), ("\u{200B}", 0), ("\u{1B}", 0), ("क्ष", 2), ("⏎", 1), ("🧾", 2), ("\u{1F1E9}\u{1F1EA}", 2),
    ])
    func textTakesItsColumns(_ text: String, _ width: Int) {
        #expect(TextMetrics.width(of: text) == width)
    }

    @Test func marksGoOnTheirBase() {
        #expect(glyphs("e\u{301}a\u{308}\u{304}") == ["e\u{301}", "a\u{308}\u{304}"])
    }

    @Test func markWithoutBaseGetsASpace() {
        #expect(glyphs("\u{301}x") == [" \u{301}", "x"])
    }

    @Test func moreThanFourMarksAreLeftOut() {
        let glyph = glyphs("a" + String(repeating: "\u{301}", count: 500) + "b")
        #expect(glyph.count == 2)
        #expect(glyph.first?.unicodeScalars.count == 1 + Glyph.maximumMarks)
    }

    @Test func joinedEmojiAreTakenApart() {
        #expect(glyphs("👨\u{200D}👩") == ["👨", "👩"])
        #expect(glyphs("👍🏽") == ["👍"])
        #expect(glyphs("☁\u{FE0F}") == ["☁"])
    }

    @Test func flagsBecomeLetters() {
        #expect(glyphs("\u{1F1E9}\u{1F1EA}") == ["D", "E"])
    }

    @Test func controlsAndDirectionsAreDropped() {
        #expect(glyphs("a\u{0}\u{1B}\u{9B}\u{202E}\u{2066}\u{FEFF}\u{E0041}b") == ["a", "b"])
    }

    @Test func whiteSpaceOfEveryKindIsASpace() {
        #expect(glyphs("a\tb\nc\u{2028}d") == ["a", " ", "b", " ", "c", " ", "d"])
    }

    @Test(arguments: [(0, ""), (1, "…"), (2, "a…"), (3, "abc"), (9, "abc")])
    func textIsCutWithAnEllipsis(_ width: Int, _ expected: String) {
        #expect(TextMetrics.truncated("abc", to: width, ellipsis: "…") == expected)
    }

    @Test(arguments: 0...8)
    func cutTextIsNeverTooWide(_ width: Int) {
        #expect(TextMetrics.width(of: TextMetrics.truncated("決算書e\u{301}", to: width, ellipsis: "…")) <= width)
        #expect(StyledLine("決算書e\u{301}").truncated(to: width, ellipsis: "…").width <= width)
    }

    @Test func wordsAreWrapped() {
        #expect(TextMetrics.wrapped("the quick brown", to: 9) == ["the quick", "brown"])
        #expect(TextMetrics.wrapped("abcdefgh ij", to: 4) == ["abcd", "efgh", "ij"])
        #expect(TextMetrics.wrapped("決算書", to: 5) == ["決算", "書"])
        #expect(TextMetrics.wrapped("", to: 5) == [""])
        #expect(TextMetrics.wrapped("決", to: 1) == [""])
    }

    @Test func lineLosesItsFirstColumns() {
        #expect(StyledLine("abcdef").dropping(columns: 2).text == "cdef")
        #expect(StyledLine("決算書").dropping(columns: 1).text == " 算書")
        #expect(StyledLine("ab").dropping(columns: 9).text.isEmpty)
    }

    @Test func lineIsCutIntoRows() {
        #expect(StyledLine("abcde").wrapped(to: 2).map(\.text) == ["ab", "cd", "e"])
        #expect(StyledLine("a決b").wrapped(to: 2).map(\.text) == ["a", "決", "b"])
        #expect(StyledLine("").wrapped(to: 2).count == 1)
    }
}
