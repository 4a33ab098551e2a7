/// A decoder for the base64 text of `!!binary`. Source: RFC 4648, 4; YAML 1.1, https://yaml.org/type/binary.html.
enum BinaryText {
    /// Returns the bytes, or nil if the text is not base64. Blanks and line ends are ignored.
    static func decode(_ text: String) -> [UInt8]? {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        var padding = 0
        for byte in text.utf8 where ![0x20, 0x09, 0x0A, 0x0D].contains(byte) {
            count += 1
            if byte == UInt8(ascii: "=") {
                padding += 1
                bits <<= 6
            } else {
                guard padding == 0, let value = value(of: byte) else { return nil }
                bits = bits << 6 | value
            }
            guard count % 4 == 0 else { continue }
            guard padding <= 2 else { return nil }
            let bytes = [16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
            result += bytes.dropLast(padding)
            bits = 0
        }
        return count % 4 == 0 ? result : nil
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
