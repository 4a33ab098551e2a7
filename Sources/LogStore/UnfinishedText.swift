/// Finds where a partially received text can be split.
extension UnsafeRawBufferPointer {
    /// The longest escape sequence that is kept together, in bytes, such as a window title or a link.
    private static let longestSequence = 4096

    /// The length of the longest prefix that does not end within a UTF-8 character or an escape sequence.
    var wholeCount: Int { Swift.min(unfinishedSequence ?? count, unfinishedCharacter ?? count) }

    /// The start of an incomplete UTF-8 character at the end; nil if the text ends with a complete one or with invalid UTF-8.
    /// Source: RFC 3629, 3.
    private var unfinishedCharacter: Int? {
        for length in 1...3 where length <= count {
            let byte = self[count - length]
            if byte & 0b1100_0000 == 0b1000_0000 { continue }
            let expected = byte >= 0xF0 && byte < 0xF5 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1
            return byte < 0xF5 && expected > length ? count - length : nil
        }
        return nil
    }

    /// The start of an incomplete escape sequence at the end. Source: ECMA-48, 5.4 and 5.6.
    private var unfinishedSequence: Int? {
        let start = Swift.max(0, count - Self.longestSequence)
        guard let escape = self[start...].lastIndex(of: 0x1B) else { return nil }
        let body = escape + 1
        guard body < count else {
            // An ESC at the very end may start the terminator ESC \ of a string.
            return unfinishedString(before: escape) ?? escape
        }
        switch self[body] {
        case UInt8(ascii: "["):
            let isOpen = self[(body + 1)...].allSatisfy { (0x20...0x3F).contains($0) }
            return isOpen ? escape : nil
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            return self[(body + 1)...].contains(0x07) ? nil : escape
        case 0x20...0x2F: return self[body...].allSatisfy { (0x20...0x2F).contains($0) } ? escape : nil
        default: return nil
        }
    }

    /// The start of a control string that an escape sequence at `end` would terminate.
    private func unfinishedString(before end: Int) -> Int? {
        let start = Swift.max(0, end - Self.longestSequence)
        guard let escape = self[start..<end].lastIndex(of: 0x1B), escape + 1 < end else { return nil }
        let introducers = [
            UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"),
        ]
        guard introducers.contains(self[escape + 1]), !self[escape..<end].contains(0x07) else { return nil }
        return escape
    }
}
