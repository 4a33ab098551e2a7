/// Sanitizes untrusted text for the terminal: a single set of rules for views, commands and exports.
///
/// Colours are the only control sequences that pass. Everything else that a terminal acts on (clipboard, title, cursor, device
/// queries, control strings) is replaced, in its 7-bit and 8-bit form, complete or truncated; so are characters that
/// misrepresent the text: those that change the writing direction, separate lines, or are invisible tags.
package enum TerminalSanitizer {
    /// The text with its colour sequences, reset at the end. Controls become their Unicode pictures; C1 controls and deceptive
    /// characters become U+FFFD.
    package static func forTerminal(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        let scalars = text.unicodeScalars
        guard scalars.contains(where: { $0 != "\t" && picture(of: $0) != nil || isDeceptive($0) }) else { return text }
        var result = String.UnicodeScalarView()
        var isColoured = false
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let scalar = scalars[index]
            index = scalars.index(after: index)
            if scalar == "\u{1B}", let end = endOfColour(scalars[index...]) {
                result.append(scalar)
                result.append(contentsOf: scalars[index..<end])
                index = end
                isColoured = true
            } else if scalar == "\t" {
                result.append(scalar)
            } else if let picture = picture(of: scalar) {
                result.append(scalar.value == 0x7F ? "\u{FFFD}" : picture)
            } else {
                result.append(isDeceptive(scalar) ? "\u{FFFD}" : scalar)
            }
        }
        return String(result) + (isColoured ? "\u{1B}[0m" : "")
    }

    /// The replacement for a control: its Unicode picture, or U+FFFD for a C1 control; nil for any other character.
    package static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value)
        case 0x7F: "\u{2421}"
        case 0x80...0x9F: "\u{FFFD}"
        default: nil
        }
    }

    /// Whether a character misrepresents the text: it changes the writing direction (Unicode UAX #9), separates lines or
    /// paragraphs, is a deprecated format character, or a tag.
    package static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x61C: false
        case 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x206F, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
        default: false
        }
    }

    /// Whether the parameters of a "select graphic rendition" are acceptable: of limited length, with numbers of at most five
    /// digits, and without "conceal", which would hide text.
    package static func isColour(_ parameters: String) -> Bool {
        guard parameters.utf8.count <= 96 else { return false }
        // The numbers after 38;5 and 38;2 (38;5;n, 38;2;r;g;b) belong to the colour.
        var numbersOfColour = 0
        var isExtended = false
        for field in parameters.split(separator: ";", omittingEmptySubsequences: false) {
            guard field.split(separator: ":").allSatisfy({ $0.utf8.count <= 5 }) else { return false }
            let number = field.utf8.contains(UInt8(ascii: ":")) ? nil : Int(field) ?? 0
            if isExtended {
                isExtended = false
                numbersOfColour = number == 2 ? 3 : number == 5 ? 1 : 0
            } else if numbersOfColour > 0 {
                numbersOfColour -= 1
            } else if number == 8 {
                return false
            } else {
                isExtended = number == 38 || number == 48 || number == 58
            }
        }
        return true
    }

    /// The end of a colour sequence after its ESC; nil for anything else.
    private static func endOfColour(_ scalars: Substring.UnicodeScalarView) -> String.Index? {
        guard scalars.first == "[" else { return nil }
        var parameters = String.UnicodeScalarView()
        for index in scalars.dropFirst().indices {
            let scalar = scalars[index]
            if scalar == "m" { return isColour(String(parameters)) ? scalars.index(after: index) : nil }
            guard (0x30...0x3B).contains(scalar.value), parameters.count < 97 else { return nil }
            parameters.append(scalar)
        }
        return nil
    }
}
