import LogAnalysis
import Testing

@Suite struct HarmlessTextTests {
    @Test(arguments: [
        ("\u{1B}[31mred", "\u{1B}[31mred\u{1B}[0m"), ("\u{1B}]52;c;x\u{7}", "␛]52;c;x␇"), ("\u{9B}31m", "\u{FFFD}31m"),
        ("\u{1B}[8mhidden", "␛[8mhidden"), ("\u{1B}[38;5;8mgrey", "\u{1B}[38;5;8mgrey\u{1B}[0m"),
        ("\u{1B}[999999m", "␛[999999m"), ("\u{1B}[31", "␛[31"), ("a\u{E0041}b\u{2028}c", "a\u{FFFD}b\u{FFFD}c"),
        ("\u{202E}x", "\u{FFFD}x"), ("größe 👩‍👩‍👧\t", "größe 👩‍👩‍👧\t"),
    ])
    func onlyColoursStay(text: String, expected: String) {
        #expect(TerminalSanitizer.forTerminal(text) == expected)
    }

    @Test func hugeParametersAreNoColour() {
        #expect(!TerminalSanitizer.isColour(String(repeating: "1;", count: 60)))
        #expect(
            TerminalSanitizer.isColour("38;2;8;8;8;1") && !TerminalSanitizer.isColour("38;2;8;8;8;8")
                && TerminalSanitizer.isColour("")
        )
        let tokens = Array(ControlSequenceScanner("\u{1B}[\(String(repeating: "1;", count: 60))mx"))
        #expect(tokens == [.sequence, .scalar("x")])
    }

    @Test func randomBytesLetNothingButColoursThrough() {
        var generator = SystemRandomNumberGenerator()
        let spice: [UInt8] = [0x1B, 0x5B, 0x6D, 0x3B, 0x33, 0x38, 0x07, 0x9B, 0xC2, 0x90, 0x5D, 0xE2, 0x80, 0xAE]
        for _ in 0..<4000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255, using: &generator) : spice.randomElement(using: &generator) ?? 0
            }
            let shown = Array(TerminalSanitizer.forTerminal(String(decoding: bytes, as: UTF8.self)).unicodeScalars)
            for (index, scalar) in shown.enumerated() {
                if scalar == "\u{1B}" {
                    let parameters = shown[(index + 1)...].dropFirst().prefix { (0x30...0x3B).contains($0.value) }
                    #expect(shown[index + 1] == "[" && shown[parameters.endIndex] == "m", "\(bytes)")
                } else {
                    let isControl = scalar.value < 0x20 && scalar != "\t" || (0x7F...0x9F).contains(scalar.value)
                    #expect(!isControl && !TerminalSanitizer.isDeceptive(scalar), "\(bytes)")
                }
            }
        }
    }
}
