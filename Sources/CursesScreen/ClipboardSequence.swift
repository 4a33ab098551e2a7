import FoundationEssentials

/// What puts a text into the clipboard of the user's terminal, wherever that runs: OSC 52, "Manipulate Selection Data"
/// in xterm's control sequences. A terminal that knows it not leaves it out.
enum ClipboardSequence {
    /// Some terminals, and programs between them and us, cut off or leave out what is longer.
    static let maximumBytes = 100_000

    /// nil where the text is too long.
    static func make(_ text: String) -> String? {
        let encoded = Data(text.utf8).base64EncodedString()
        return encoded.utf8.count > maximumBytes ? nil : "\u{1B}]52;c;\(encoded)\u{1B}\\"
    }
}
