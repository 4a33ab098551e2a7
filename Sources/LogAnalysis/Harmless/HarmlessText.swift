/// What may reach a terminal of a text that somebody else wrote: the one set of rules for views, commands and exports.
///
/// Of all control sequences only colours stay. The rest is what a terminal would act on (clipboard, title, cursor, device
/// queries, strings of any kind), in its 7-bit and its 8-bit form, whole or cut off at the end of a line; and characters that
/// make a text read as another: those that turn the writing direction, part lines, or are tags nobody sees.
package enum HarmlessText {
    /// The text with colours as sequences, ended at its end; everything else that is not harmless shows as a mark: controls
    /// as their pictures, C1 controls and deceptive characters as U+FFFD.
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

    /// What stands for a control: Unicode's picture of it, or U+FFFD for one of C1; nil for any other character.
    package static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value)
        case 0x7F: "\u{2421}"
        case 0x80...0x9F: "\u{FFFD}"
        default: nil
        }
    }

    /// Whether a character makes a text read as another: it turns the writing direction (Unicode's UAX #9), parts lines or
    /// paragraphs, is a format character nobody should use any more, or a tag.
    package static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x61C: false
        case 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x206F, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
        default: false
        }
    }

    /// Whether the parameters of "select graphic rendition" only colour: not too many, no number that no colour needs, and
    /// not "conceal", with which a line could hide its text.
    package static func isColour(_ parameters: String) -> Bool {
        guard parameters.utf8.count <= 96 else { return false }
        // Of an extended colour (38;5;n, 38;2;r;g;b) every number is one of the colour.
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

    /// The end of `[0-9;:]*m` after a `[` that only colours; nil for anything else.
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
