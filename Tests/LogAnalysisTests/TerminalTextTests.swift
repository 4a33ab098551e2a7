import Testing

@testable import LogAnalysis

@Suite struct TerminalTextTests {
    @Test(
        arguments: [
            // What is harmless stays.
            ("", ""),
            ("plain größe 日本 👩‍👩‍👧", "plain größe 日本 👩‍👩‍👧"),
            ("tab\there", "tab\there"),
            // Colours stay and end with the line.
            ("\u{1B}[31mred\u{1B}[0m", "\u{1B}[31mred\u{1B}[0m\u{1B}[0m"),
            ("\u{1B}[38;2;1;2;3mx", "\u{1B}[38;2;1;2;3mx\u{1B}[0m"),
            ("\u{1B}[4:3mx", "\u{1B}[4:3mx\u{1B}[0m"),
            ("\u{1B}[mx", "\u{1B}[mx\u{1B}[0m"),
            // Everything else that a terminal obeys shows instead of acting.
            ("\u{1B}[2J", "␛[2J"),
            ("\u{1B}[1;1H", "␛[1;1H"),
            ("\u{1B}[?1049h", "␛[?1049h"),
            ("\u{1B}[31", "␛[31"),
            ("\u{1B}[>4;1m", "␛[>4;1m"),
            ("\u{1B}]0;title\u{7}", "␛]0;title␇"),
            ("\u{1B}]52;c;aGk=\u{1B}\\", "␛]52;c;aGk=␛\\"),
            ("\u{1B}P+q\u{1B}\\", "␛P+q␛\\"),
            ("\u{1B}c", "␛c"),
            ("\u{1B}", "␛"),
            ("\u{1B}\u{1B}[31mx", "␛\u{1B}[31mx\u{1B}[0m"),
            ("over\rwritten", "over␍written"),
            ("b\u{8}s", "b␈s"),
            ("nul\u{0}", "nul␀"),
            ("bell\u{7}", "bell␇"),
            ("a\nb", "a␊b"),
            ("del\u{7F}", "del\u{FFFD}"),
            ("\u{9B}2J", "\u{FFFD}2J"),
            ("\u{9D}0;t\u{9C}", "\u{FFFD}0;t\u{FFFD}"),
            // Marks that turn the reading order.
            ("a\u{202E}b\u{2066}c\u{200F}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}"),
        ] as [(String, String)]
    )
    func onlyColoursReachTheTerminal(text: String, expected: String) {
        #expect(TerminalSanitizer.forTerminal(text) == expected)
    }

    @Test func noControlSurvivesWhateverComesInWhichOrder() {
        let parts: [Unicode.Scalar] = [
            "\u{1B}", "[", "m", "3", ";", "]", "\u{7}", "\u{9B}", "\r", "\u{202E}", "x", "?",
        ]
        for first in parts {
            for second in parts {
                for third in parts {
                    for fourth in parts {
                        var text = String.UnicodeScalarView()
                        text.append(contentsOf: [first, second, third, fourth])
                        check(TerminalSanitizer.forTerminal(String(text)))
                    }
                }
            }
        }
    }

    private func check(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            switch scalar.value {
            case 0x1B:
                let rest = scalars[(index + 1)...]
                let parameters = rest.dropFirst().prefix { "0123456789;:".unicodeScalars.contains($0) }
                let isColor = rest.first == "[" && scalars[parameters.endIndex...].first == "m"
                if !isColor { Issue.record("an escape got through: \(text.debugDescription)") }
            case 0x09, 0x20..<0x7F, 0xA0..<0x202A, 0x202F..<0x2066, 0x206A...: break
            default: Issue.record("a control got through: \(text.debugDescription)")
            }
        }
    }
}
