/// The text between the markers of a bracketed paste.
struct PastedText: Sendable {
    /// Longer text is truncated.
    static let maximumBytes = 1 << 16
    /// Source: ctlseqs of xterm, "Bracketed Paste Mode".
    private static let terminator = Array("\u{1B}[201~".utf8)

    private var bytes: [UInt8] = []
    /// The number of terminator bytes at the end of the input.
    private var matched = 0

    /// Consumes a byte. Returns whether it completed the terminator.
    mutating func take(_ byte: UInt8) -> Bool {
        if byte == Self.terminator[matched] {
            matched += 1
        } else {
            for kept in Self.terminator.prefix(matched) { keep(kept) }
            // No proper suffix of the terminator is also its prefix, so matching restarts at the first byte.
            matched = byte == Self.terminator[0] ? 1 : 0
            if matched == 0 { keep(byte) }
        }
        return matched == Self.terminator.count
    }

    private mutating func keep(_ byte: UInt8) {
        if bytes.count < Self.maximumBytes { bytes.append(byte) }
    }

    /// The text as an event; empty without text.
    var events: [ScreenEvent] {
        guard !bytes.isEmpty else { return [] }
        // Terminals send a carriage return for each line break.
        let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        return [.pasted(text)]
    }
}
