import Testing

@testable import TerminalUI

/// What a terminal sends that nobody typed.
@Suite struct TerminalReportTests {
    private func decode(_ text: String, inPieces: Bool = false) -> [ScreenEvent] {
        var decoder = KeyDecoder()
        guard inPieces else { return decoder.feed(text.utf8) + decoder.flush() }
        // A pause after each byte but an escape character, which would be a key then.
        return text.utf8.flatMap { byte in
            decoder.feed([byte]) + (byte == 0x1B || byte == UInt8(ascii: "[") ? [] : pauseInString(&decoder))
        }
    }

    private func pauseInString(_ decoder: inout KeyDecoder) -> [ScreenEvent] {
        // Only strings live through pauses: a sequence that began with CSI would be cut.
        decoder.isInString ? decoder.flush() : []
    }

    @Test(arguments: [
        ("\u{1B}[?2026;1$y", TerminalReport.synchronizedOutput(true)),
        ("\u{1B}[?2026;2$y", .synchronizedOutput(true)),
        ("\u{1B}[?2026;0$y", .synchronizedOutput(false)),
        ("\u{1B}[?2026;4$y", .synchronizedOutput(false)),
        ("\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\", .background(.light)),
        ("\u{1B}]11;rgb:0000/0000/0000\u{7}", .background(.dark)),
        ("\u{1B}]11;rgb:fd/f6/e3\u{7}", .background(.light)),
        ("\u{1B}]11;rgba:1e1e/1e1e/2e2e/ffff\u{7}", .background(.dark)),
    ])
    func answersAreUnderstood(_ bytes: String, _ report: TerminalReport) {
        #expect(decode(bytes) == [.reported(report)])
        #expect(decode(bytes, inPieces: true) == [.reported(report)])
        #expect(decode(bytes + "q") == [.reported(report), .key(.character("q"))])
    }

    @Test(arguments: [
        "\u{1B}[?2004;1$y", "\u{1B}[?62;22c", "\u{1B}[>41;390;0c", "\u{1B}]11;rgb:zz/00/00\u{7}", "\u{1B}]10;x\u{1B}\\",
        "\u{1B}P1$r0m\u{1B}\\", "\u{1B}_Gi=1;OK\u{1B}\\", "\u{1B}]52;c;cXFx\u{7}",
    ])
    func otherAnswersAreSwallowed(_ bytes: String) {
        #expect(decode(bytes) == [])
        #expect(decode(bytes + "q") == [.key(.character("q"))])
    }

    @Test func aPasteIsTextAndNoKeys() {
        #expect(decode("\u{1B}[200~q\r\u{1B}[Ad\u{1B}[201~x") == [.pasted("q\n\u{1B}[Ad"), .key(.character("x"))])
        #expect(decode("\u{1B}[200~\u{1B}[201~") == [])
    }

    @Test func aLongPasteIsCutOff() {
        let text = String(repeating: "a", count: PastedText.maximumBytes + 10)
        let kept = String(repeating: "a", count: PastedText.maximumBytes)
        #expect(decode("\u{1B}[200~\(text)\u{1B}[201~q") == [.pasted(kept), .key(.character("q"))])
    }

    @Test(arguments: ["\u{1B}]52;c;abc", "\u{1B}Pabc", "\u{1B}[200~abc"])
    func whatNeverEndsGivesTheKeyboardBack(_ bytes: String) {
        var decoder = KeyDecoder()
        _ = decoder.feed(bytes.utf8)
        for _ in 0..<100 where decoder.isPending { _ = decoder.flush() }
        #expect(decoder.feed("q".utf8) == [.key(.character("q"))])
    }

    @Test func returnEndsAStringThatNeverEnds() {
        #expect(decode("\u{1B}]52;c;abc\rq") == [.key(.character("q"))])
    }

    @Test func altAndTheBeginningOfAStringIsAKeyAfterAPause() {
        #expect(decode("\u{1B}]") == [.key(KeyPress(.character("]"), .alt))])
        #expect(decode("\u{1B}P") == [.key(KeyPress(.character("P"), .alt))])
    }

    @Test func theBackgroundChangesTheStandardThemeAlone() {
        var model = AppModel(now: Fixtures.now)
        _ = update(&model, .screen(.reported(.background(.light))))
        #expect(model.appearance.theme == .standardOnLight)
        _ = update(&model, .screen(.reported(.background(.dark))))
        #expect(model.appearance.theme == .standard)
        for theme in [Theme.dark, .light, .monochrome] {
            model.appearance.theme = theme
            _ = update(&model, .screen(.reported(.background(.light))))
            #expect(model.appearance.theme == theme)
        }
    }
}
