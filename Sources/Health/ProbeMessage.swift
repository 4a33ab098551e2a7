/// Makes text that a service sent fit for a terminal and a table.
enum ProbeMessage {
    /// The most characters that a message has.
    static let limit = 200

    /// Everything in one line: each run of white space and control characters becomes one space, what could steer a
    /// terminal or turn the writing direction is dropped, and what is too long ends with `…`.
    static func line(_ text: String) -> String {
        var result = ""
        var count = 0
        var pendingSpace = false
        for character in text {
            guard let character = printable(character) else { continue }
            if character == " " {
                pendingSpace = count > 0
                continue
            }
            let needed = pendingSpace ? 2 : 1
            guard count + needed < limit else {
                result.append("…")
                break
            }
            if pendingSpace { result.append(" ") }
            result.append(character)
            count += needed
            pendingSpace = false
        }
        return result
    }

    /// The text of bytes that a service sent; what is no UTF-8 shows as U+FFFD.
    static func text(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: bytes.prefix(4 * limit), as: UTF8.self)
    }

    /// The character, a space in place of white space and controls, or nil for what must not be shown at all.
    private static func printable(_ character: Character) -> Character? {
        // A cluster of a letter and a thousand combining marks is one Character; it would burst any width.
        guard character.unicodeScalars.count <= 8 else { return nil }
        for scalar in character.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator: return " "
            case .format where scalar != "\u{200D}": return nil
            case .surrogate, .unassigned, .privateUse: return "\u{FFFD}"
            default: continue
            }
        }
        return character
    }
}
