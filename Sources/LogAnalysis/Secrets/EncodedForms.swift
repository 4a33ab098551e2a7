/// A text as programs encode it as a whole: base64, also within a longer text, and hexadecimal digits.
enum EncodedForms {
    /// Fewer bytes give too few characters to be told from other text.
    private static let leastBytes = 6
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Source of base64: RFC 4648, sections 4 and 5.
    static func patterns(of bytes: [UInt8]) -> [SecretPattern] {
        guard bytes.count >= leastBytes else { return [] }
        var patterns: [SecretPattern] = []
        // Where the text begins within three bytes decides how it is written.
        for offset in 0..<3 {
            let (text, behind) = base64(bytes, offset: offset)
            let edges = (before: offset > 0, behind: behind)
            patterns.append(SecretPattern(text, isLiteral: true, edges: edges))
            let urlSafe = text.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? 0x5F : $0 }
            if urlSafe != text { patterns.append(SecretPattern(urlSafe, isLiteral: true, edges: edges)) }
        }
        for digits in [Array("0123456789abcdef".utf8), Array("0123456789ABCDEF".utf8)] {
            let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
            patterns.append(SecretPattern(text, isLiteral: true))
        }
        return patterns
    }

    /// The characters that the text alone decides, and whether one more holds a part of it.
    private static func base64(_ bytes: [UInt8], offset: Int) -> (text: [UInt8], behind: Bool) {
        let bits = bytes.count * 8
        // Bits of the first character that belong to what stands before.
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

    /// Whether a byte is of the alphabets of base64.
    static func isBase64(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "+/-_".utf8.contains(byte)
    }
}
