extension TerminalSanitizer {
    /// The text with every control character replaced by a mark, including the ESC of colours. Line feeds and tabs remain; a
    /// carriage return before a line feed is dropped.
    package static func plain(_ text: String) -> String { replacing(text) { $0 == "\n" || $0 == "\t" } }

    /// ``plain(_:)`` on one line: line feeds and tabs become marks too.
    package static func oneLine(_ text: String) -> String { replacing(text) { _ in false } }

    /// The displayed form of a character of plain text: itself, or a mark if it is a control or deceptive.
    package static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x7F: "\u{FFFD}"
        case 0x20..<0x61C where scalar.value < 0x80 || scalar.value > 0x9F: scalar
        default: picture(of: scalar) ?? (isDeceptive(scalar) ? "\u{FFFD}" : scalar)
        }
    }

    /// Whether JSON output should escape the character, so that it is safe on a terminal. C0 controls are not covered, since
    /// JSON always escapes them.
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
