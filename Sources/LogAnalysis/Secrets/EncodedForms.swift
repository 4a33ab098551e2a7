import Foundations

/// Encodings of a whole text: base64, including as part of a longer text, and hexadecimal.
enum EncodedForms {
    /// The encoding of fewer bytes is too short to be distinguished from other text.
    private static let leastBytes = 6
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Source of base64: RFC 4648, sections 4 and 5.
    static func patterns(of bytes: [UInt8]) -> [SecretPattern] {
        guard bytes.count >= leastBytes else { return [] }
        var patterns: [SecretPattern] = []
        // The encoding depends on the text's offset within a group of three bytes.
        for offset in 0..<3 {
            let (text, behind) = base64(bytes, offset: offset)
            let edges = (before: offset > 0, behind: behind)
            patterns.append(SecretPattern(text, isLiteral: true, edges: edges))
            let urlSafe = text.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? 0x5F : $0 }
            if urlSafe != text { patterns.append(SecretPattern(urlSafe, isLiteral: true, edges: edges)) }
        }
        for isUppercase in [false, true] {
            let text = Array(bytes.hexadecimal(uppercase: isUppercase).utf8)
            patterns.append(SecretPattern(text, isLiteral: true))
        }
        return patterns
    }

    /// The base64 characters that depend on `bytes` alone, and whether one more after them encodes some of its bits.
    private static func base64(_ bytes: [UInt8], offset: Int) -> (text: [UInt8], behind: Bool) {
        let bits = bytes.count * 8
        // Skip the bits that share a character with the preceding text.
        var position = (6 - offset * 8 % 6) % 6
        var text: [UInt8] = []
        while position + 6 <= bits {
            let word =
                UInt16(bytes[position / 8]) << 8
                | (position / 8 + 1 < bytes.count ? UInt16(bytes[position / 8 + 1]) : 0)
            text.append(standard[Int(word >> UInt16(10 - position % 8) & 63)])
            position += 6
        }
        return (text, position < bits)
    }

    /// Whether a byte belongs to the base64 or base64url alphabet.
    static func isBase64(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "+/-_".utf8.contains(byte)
    }
}
