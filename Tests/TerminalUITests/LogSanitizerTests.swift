import TestSupport
import Testing

@testable import TerminalUI

@Suite struct LogSanitizerTests {
    private let sanitizer = LogSanitizer()

    @Test(arguments: [
        ("\u{1B}]52;c;cm0gLXJm\u{7}clipboard", "clipboard"),
        ("\u{1B}]0;title\u{1B}\\title", "title"),
        ("\u{1B}[2J\u{1B}[1;1H\u{1B}[?1049lcursor", "cursor"),
        ("\u{1B}[6n\u{1B}[c\u{1B}Zqueries", "queries"),
        ("\u{1B}P1$r0m\u{1B}\\device", "device"),
        ("\u{1B}_apc\u{1B}\\\u{1B}^pm\u{1B}\\\u{1B}Xsos\u{1B}\\strings", "strings"),
        ("\u{9B}2J\u{9D}0;t\u{9C}\u{90}x\u{9C}c1", "c1"),
        ("\u{1B}(0\u{1B})B\u{1B}#8\u{1B}%Gcharsets", "charsets"),
        ("\u{1B}c\u{1B}7\u{1B}8\u{1B}=\u{1B}>reset", "reset"),
        ("\u{1B}[?25l\u{1B}[>c\u{1B}[!p\u{1B}[4 qprivate", "private"),
        ("\u{1B}[>4;2mnot a colour", "not a colour"),
        ("\u{202E}\u{2066}\u{200F}bidi\u{202C}", "bidi"),
        ("open\u{1B}]0;never ends", "open"),
        ("open\u{1B}[12;", "open"),
        ("open\u{1B}", "open"),
        ("\u{1B}[31\u{1B}[32mnested", "nested"),
        ("\u{1B}]8;;http://x\u{7}link\u{1B}]8;;\u{7}", "link"),
        ("\u{1B}]0;half\u{1B}[31mred", "red"),
    ])
    func controlSequenceLeavesNothing(_ text: String, _ expected: String) {
        #expect(sanitizer.line(text).text == expected)
        #expect(LogSanitizer.plain(text) == expected)
    }

    @Test func loneControlsShowAsPictures() {
        #expect(sanitizer.line("a\u{0}\u{7}\u{8}\u{7F}b").text == "a␀␇␈␡b")
        #expect(LogSanitizer(showsPictures: false).line("a\u{0}b").text == "a?b")
    }

    @Test func invalidBytesStayReplaced() {
        #expect(sanitizer.line(String(decoding: [0x61, 0xFF, 0x62], as: UTF8.self)).text == "a\u{FFFD}b")
    }

    @Test func tabsReachTheNextStop() {
        #expect(sanitizer.line("a\tb").text == "a       b")
        #expect(sanitizer.line("決算書\tb").text == "決算書  b")
        #expect(sanitizer.line("\u{1B}[1mabc\u{1B}[0m\tb").text == "abc     b")
    }

    @Test func lastOverprintCounts() {
        #expect(sanitizer.line("10%\r20%\r100%").text == "100%")
        #expect(sanitizer.line("line\r").text == "line")
        #expect(sanitizer.line("\r\r").text.isEmpty)
    }

    @Test(arguments: [
        ("31", Style(.indexed(1))),
        ("1;32", Style(.indexed(2), .bold)),
        ("38;5;214", Style(.indexed(214))),
        ("38;2;1;2;3", Style(.rgb(red: 1, green: 2, blue: 3))),
        ("38:2::1:2:3", Style(.rgb(red: 1, green: 2, blue: 3))),
        ("38:2:1:2:3", Style(.rgb(red: 1, green: 2, blue: 3))),
        ("97;104", Style(.indexed(15), on: .indexed(12))),
        ("31;39", .plain),
        ("1;2;3;4;7;9", Style(.standard, [.bold, .dim, .italic, .underline, .reverse, .strikethrough])),
        ("1;2;22", .plain),
        ("4:3", Style(.standard, .underline)),
        ("4:0", .plain),
        ("31;0", .plain),
        ("31;", .plain),
        ("", .plain),
        ("8", .plain),
        ("38;5;999", .plain),
        ("38;5", .plain),
        ("38;2;1;2", .plain),
        ("99999999999999999999", .plain),
    ])
    func colourBecomesAStyle(_ parameters: String, _ style: Style) {
        let line = sanitizer.line("\u{1B}[\(parameters)mx")
        #expect(line == StyledLine("x", style))
    }

    @Test func stylesLieOverTheBase() {
        let base = Style(.indexed(244), .italic)
        let line = sanitizer.line("a\u{1B}[31mb\u{1B}[mc", base: base)
        #expect(line.spans == [Span("a", base), Span("b", Style(.indexed(1), .italic)), Span("c", base)])
    }

    @Test func withoutColoursOnlyTheWeightStays() {
        let line = LogSanitizer(showsColours: false).line("\u{1B}[1;31;44mx")
        #expect(line == StyledLine("x", Style(.standard, .bold)))
    }

    @Test func veryLongLineIsReadNoFurtherThanShown() {
        let line = sanitizer.line("é" + String(repeating: "x", count: 1_000_000), columns: 80)
        #expect(line.text.unicodeScalars.count < 1000)
        #expect(line.width > 80)
    }

    @Test func randomBytesNeverLetAControlThrough() {
        var generator = SeededGenerator(seed: 4)
        let spice: [UInt8] = [0x1B, 0x5B, 0x5D, 0x6D, 0x3B, 0x38, 0x07, 0x9B, 0xC2, 0x90, 0x0D, 0x09, 0x50, 0x5C]
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255, using: &generator) : spice.randomElement(using: &generator) ?? 0
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let shown = sanitizer.line(text).text + LogSanitizer.plain(text)
            let controls = shown.unicodeScalars.filter { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
            #expect(controls.isEmpty)
            var frame = Frame(size: Size(width: 40, height: 1))
            frame.write(text, x: 0, y: 0, in: frame.bounds)
            #expect(frame.isSound)
        }
    }
}

extension Frame {
    /// Whether wide characters are whole, and no cell holds what a terminal would act on.
    var isSound: Bool {
        guard cells.count == size.width * size.height else { return false }
        return (0..<size.height).allSatisfy { y in
            let row = Array(row(y))
            return row.indices.allSatisfy { x in
                let cell = row[x]
                let isPlaced =
                    switch cell.width {
                    case 2: x + 1 < row.count && row[x + 1].width == 0
                    case 0: x > 0 && row[x - 1].width == 2
                    default: cell.width == 1
                    }
                let isHarmless = cell.text.unicodeScalars.allSatisfy { CharacterWidth.kind(of: $0) != .hidden }
                return isPlaced && isHarmless && (cell.width == 0 || TextMetrics.width(of: cell.text) == cell.width)
            }
        }
    }
}
