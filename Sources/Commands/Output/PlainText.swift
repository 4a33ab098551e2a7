/// ASCII in place of what a terminal without Unicode cannot show, one character for one, so that tables stay aligned.
enum PlainText {
    /// cpadev's own marks, as the screen's ASCII has them.
    private static let marks: [Unicode.Scalar: Unicode.Scalar] = [
        "●": "*", "◐": "~", "○": ".", "✗": "x", "✔": "v", "✓": "v", "–": "-", "—": "-", "…": "~", "·": "-", "→": ">",
        "←": "<", "↓": "v", "↑": "^", "‹": "<", "›": ">", "─": "-", "│": "|", "├": "|", "└": "`", "╰": "`", "╭": "+",
        "▸": ">", "×": "x", "≥": ">", "≤": "<", "’": "'", "‘": "'", "“": "\"", "”": "\"", "↻": "r", "◆": "*", "█": "#",
        "░": "=", "\u{A0}": " ",
    ]

    /// The text with a question mark for every other character.
    static func ascii(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                plain.append(scalar)
            } else if !scalar.properties.isGraphemeExtend {
                plain.append(marks[scalar] ?? "?")
            }
        }
        return String(plain)
    }
}
