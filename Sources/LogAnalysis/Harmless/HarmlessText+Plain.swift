extension HarmlessText {
    /// The text without any control sequence: every control shows as a mark, the beginning of a colour included. Line feeds
    /// and tabs stay; a carriage return before a line feed goes.
    package static func plain(_ text: String) -> String { replacing(text) { $0 == "\n" || $0 == "\t" } }

    /// The same on one line: line feeds and tabs show as marks as well.
    package static func oneLine(_ text: String) -> String { replacing(text) { _ in false } }

    /// What is shown of a character of plain text: itself, or its mark where it is a control or deceptive.
    package static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x7F: "\u{FFFD}"
        case 0x20..<0x61C where scalar.value < 0x80 || scalar.value > 0x9F: scalar
        default: picture(of: scalar) ?? (isDeceptive(scalar) ? "\u{FFFD}" : scalar)
        }
    }

    /// Whether a text of JSON should write the character as an escape, so that the JSON is harmless on a terminal as well.
    /// C0 controls are not asked about: JSON escapes them anyway.
    package static func isEscapedInJSON(_ scalar: Unicode.Scalar) -> Bool {
        (0x7F...0x9F).contains(scalar.value) || isDeceptive(scalar) || (0xFDD0...0xFDEF).contains(scalar.value)
    }

    private static func replacing(_ text: String, keeping isKept: (Unicode.Scalar) -> Bool) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var result = String.UnicodeScalarView()
        var scalars = text.unicodeScalars.makeIterator()
        var next = scalars.next()
        while let scalar = next {
            next = scalars.next()
            if isKept(scalar) {
                result.append(scalar)
            } else if scalar != "\r" || next != "\n" || !isKept("\n") {
                result.append(shown(scalar))
            }
        }
        return String(result)
    }
}
