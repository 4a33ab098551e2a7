/// What a terminal sends between the two ends of a bracketed paste.
struct PastedText: Sendable {
    /// More than this is cut off.
    static let maximumBytes = 1 << 16
    /// Source: ctlseqs of xterm, "Bracketed Paste Mode".
    private static let terminator = Array("\u{1B}[201~".utf8)

    private var bytes: [UInt8] = []
    /// How many bytes of the terminator came last.
    private var matched = 0

    /// Takes a byte in, and answers whether it was the last of the terminator.
    mutating func take(_ byte: UInt8) -> Bool {
        if byte == Self.terminator[matched] {
            matched += 1
        } else {
            for kept in Self.terminator.prefix(matched) { keep(kept) }
            // The terminator repeats none of its own bytes' beginning but its first.
            matched = byte == Self.terminator[0] ? 1 : 0
            if matched == 0 { keep(byte) }
        }
        return matched == Self.terminator.count
    }

    private mutating func keep(_ byte: UInt8) {
        if bytes.count < Self.maximumBytes { bytes.append(byte) }
    }

    /// The text as an event; none where there is no text.
    var events: [ScreenEvent] {
        guard !bytes.isEmpty else { return [] }
        // Terminals send a carriage return where a line ends.
        let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        return [.pasted(text)]
    }
}
