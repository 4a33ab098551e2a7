import LogAnalysis

/// Sanitizes text from a service for a terminal and a table.
enum ProbeMessage {
    /// The maximum number of characters in a message.
    static let limit = 200

    /// The text in one line: control sequences are removed, runs of white space and control characters become one space, characters that change the writing
    /// direction are dropped, and a text that is too long ends with `…`.
    static func line(_ text: String) -> String {
        var result = ""
        var count = 0
        var pendingSpace = false
        for character in withoutSequences(text) {
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

    /// The lines of a text's first 4 KiB, without empty ones.
    static func lines(_ text: String) -> [String] {
        beginning(of: text).split(whereSeparator: \.isNewline).map(String.init)
    }

    /// The text of bytes from a service, with U+FFFD for invalid UTF-8.
    static func text(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: bytes.prefix(4 * limit), as: UTF8.self)
    }

    /// The first 4 KiB of a text without control sequences. One that is not terminated ends with its line.
    private static func withoutSequences(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for line in beginning(of: text).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            for case .scalar(let scalar) in ControlSequenceScanner(String(line)) { result.append(scalar) }
            result.append("\n")
        }
        return String(result)
    }

    private static func beginning(of text: String) -> String {
        String(decoding: text.utf8.prefix(4 << 10), as: UTF8.self)
    }

    /// The character itself, a space for white space and controls, or nil if it must not be shown.
    private static func printable(_ character: Character) -> Character? {
        // A letter with a thousand combining marks is a single Character and would break the layout.
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
