import TestSupport
import Testing

@testable import TerminalUI

@Suite struct KeyDecoderTests {
    private func decode(_ text: String) -> [ScreenEvent] {
        var decoder = KeyDecoder()
        return decoder.feed(text.utf8) + decoder.flush()
    }

    @Test(arguments: [
        ("a", KeyPress.character("a")), ("é", .character("é")), ("決", .character("決")), ("😀", .character("😀")),
        ("\r", KeyPress(.enter)), ("\n", KeyPress(.enter)), ("\t", KeyPress(.tab)), ("\u{7F}", KeyPress(.backspace)),
        ("\u{3}", .control("c")), ("\u{1A}", .control("z")), ("\u{C}", .control("l")),
        ("\u{1B}", KeyPress(.escape)), ("\u{1B}x", KeyPress(.character("x"), .alt)),
        ("\u{1B}[A", KeyPress(.up)), ("\u{1B}OB", KeyPress(.down)), ("\u{1B}[C", KeyPress(.right)),
        ("\u{1B}[D", KeyPress(.left)), ("\u{1B}[H", KeyPress(.home)), ("\u{1B}OF", KeyPress(.end)),
        ("\u{1B}[1~", KeyPress(.home)), ("\u{1B}[8~", KeyPress(.end)), ("\u{1B}[5~", KeyPress(.pageUp)),
        ("\u{1B}[6~", KeyPress(.pageDown)), ("\u{1B}[2~", KeyPress(.insert)), ("\u{1B}[3~", KeyPress(.delete)),
        ("\u{1B}OP", KeyPress(.function(1))), ("\u{1B}[[A", KeyPress(.function(1))),
        ("\u{1B}[24~", KeyPress(.function(12))), ("\u{1B}[Z", KeyPress(.tab, .shift)),
        ("\u{1B}[1;5C", KeyPress(.right, .control)), ("\u{1B}[5;2~", KeyPress(.pageUp, .shift)),
    ])
    func bytesBecomeAKey(_ bytes: String, _ key: KeyPress) {
        #expect(decode(bytes) == [.key(key)])
    }

    @Test(arguments: [
        ("\u{1B}[<0;11;5M", MouseEvent(.press, at: Point(x: 10, y: 4))),
        ("\u{1B}[<0;11;5m", MouseEvent(.release, at: Point(x: 10, y: 4))),
        ("\u{1B}[<32;300;200M", MouseEvent(.drag, at: Point(x: 299, y: 199))),
        ("\u{1B}[<64;1;1M", MouseEvent(.wheelUp, at: Point(x: 0, y: 0))),
        ("\u{1B}[<69;1;1M", MouseEvent(.wheelDown, at: Point(x: 0, y: 0))),
    ])
    func bytesBecomeAMouseEvent(_ bytes: String, _ event: MouseEvent) {
        #expect(decode(bytes) == [.mouse(event)])
    }

    @Test(arguments: [
        "\u{1B}[99~", "\u{1B}[?1;2c", "\u{1B}[200~", "\u{1B}[<0;0;0M", "\u{1B}[<0;5M", "\u{1B}[<2;5;5M", "\u{1B}[M!!!",
        "\u{1B}[1;2", "\u{1B}[I",
    ])
    func whatIsNotKnownIsDropped(_ bytes: String) {
        #expect(decode(bytes) == [])
    }

    @Test func sequencesInPiecesAreJoined() {
        var decoder = KeyDecoder()
        var events: [ScreenEvent] = []
        for byte in "\u{1B}[1;5A決\u{1B}[<0;1;1Mq".utf8 { events += decoder.feed([byte]) }
        #expect(
            events == [
                .key(KeyPress(.up, .control)), .key(.character("決")),
                .mouse(MouseEvent(.press, at: Point(x: 0, y: 0))), .key(.character("q")),
            ]
        )
        #expect(!decoder.isPending)
    }

    @Test func escapeIsPendingUntilThePauseIsOver() {
        var decoder = KeyDecoder()
        #expect(decoder.feed([0x1B]).isEmpty)
        #expect(decoder.isPending)
        #expect(decoder.flush() == [.key(KeyPress(.escape))])
        #expect(!decoder.isPending)
    }

    @Test func twoEscapesAreTwoKeys() {
        #expect(decode("\u{1B}\u{1B}") == [.key(KeyPress(.escape)), .key(KeyPress(.escape))])
    }

    @Test func brokenTextDoesNotSwallowKeys() {
        var decoder = KeyDecoder()
        #expect(decoder.feed([0xE6, 0x61, 0xFF, 0x80, 0x62]) == [.key(.character("a")), .key(.character("b"))])
    }

    @Test func randomBytesDoNotStopIt() {
        var generator = SeededGenerator(seed: 9)
        var decoder = KeyDecoder()
        for _ in 0..<50_000 {
            let spice = Array("\u{1B}[<;0123456789MmO~".utf8)
            let byte =
                Bool.random(using: &generator)
                ? UInt8.random(in: 0...255, using: &generator) : spice.randomElement(using: &generator) ?? 0
            _ = decoder.feed([byte])
        }
        // What is open ends after some pauses at the latest.
        for _ in 0..<100 where decoder.isPending { _ = decoder.flush() }
        #expect(!decoder.isPending)
        #expect(decoder.feed("q".utf8) == [.key(.character("q"))])
    }
}
