import FoundationEssentials

/// The escape sequence that sets the clipboard of the user's terminal, even over ssh: OSC 52, "Manipulate Selection
/// Data" in xterm's control sequences. Terminals that do not support it ignore it.
enum ClipboardSequence {
    /// Some terminals and intermediate programs truncate or drop longer sequences.
    static let maximumBytes = 100_000

    /// Returns the sequence; nil if the text is too long.
    static func make(_ text: String) -> String? {
        let encoded = Data(text.utf8).base64EncodedString()
        return encoded.utf8.count > maximumBytes ? nil : "\u{1B}]52;c;\(encoded)\u{1B}\\"
    }
}
