/// One-to-one ASCII replacements for terminals without Unicode, so that tables stay aligned.
enum PlainText {
    /// Replacements for cpadev's own symbols, the same as on the screen.
    private static let marks: [Unicode.Scalar: Unicode.Scalar] = [
        "●": "*", "◐": "~", "○": ".", "✗": "x", "✔": "v", "✓": "v", "–": "-", "—": "-", "…": "~", "·": "-", "→": ">",
        "←": "<", "↓": "v", "↑": "^", "‹": "<", "›": ">", "─": "-", "│": "|", "├": "|", "└": "`", "╰": "`", "╭": "+",
        "▸": ">", "×": "x", "≥": ">", "≤": "<", "’": "'", "‘": "'", "“": "\"", "”": "\"", "↻": "r", "◆": "*", "█": "#",
        "░": "=", "\u{A0}": " ",
    ]

    /// Returns the text in ASCII, with a question mark for any other character.
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
