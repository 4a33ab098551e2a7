import Testing

@testable import CursesScreen

@Suite struct ClipboardSequenceTests {
    @Test func textIsEncoded() {
        #expect(ClipboardSequence.make("a\nbé") == "\u{1B}]52;c;YQpiw6k=\u{1B}\\")
    }

    @Test func longTextIsRefused() {
        #expect(ClipboardSequence.make(String(repeating: "x", count: 74_000)) != nil)
        #expect(ClipboardSequence.make(String(repeating: "x", count: 76_000)) == nil)
    }
}
