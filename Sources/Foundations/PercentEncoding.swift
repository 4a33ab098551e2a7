/// Percent-encoding. Source: RFC 3986, section 2.1.
package enum PercentEncoding {
    /// The unreserved characters besides letters and digits. Source: RFC 3986, section 2.3.
    package static let unreserved = "-._~"

    /// Encodes a text as UTF-8, with uppercase digits. By default the result is a single path segment or query value.
    ///
    /// - Parameter kept: the characters that are not encoded, besides ASCII letters and digits.
    package static func encode(_ text: some StringProtocol, keeping kept: String = unreserved) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case _ where kept.utf8.contains(byte): result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + CollectionOfOne(byte).hexadecimal(uppercase: true)
            }
        }
        return result
    }

    /// Encodes each segment of a path and keeps the slashes.
    package static func encodePath(_ path: some StringProtocol) -> String { encode(path, keeping: unreserved + "/") }

    /// Decodes a text; nil if a percent sign is not followed by two hexadecimal digits, or the result is not UTF-8.
    package static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let decoded = popByte(from: &rest) else { return nil }
            bytes.append(decoded)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Decodes a text of a form, in which a plus sign is a space. Keeps a percent sign that is not followed by two
    /// hexadecimal digits, and replaces invalid UTF-8 with U+FFFD.
    ///
    /// Source: URL Standard, 5.1, `application/x-www-form-urlencoded` parsing.
    package static func decodeForm(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"): bytes.append(popByte(from: &rest) ?? byte)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Removes two hexadecimal digits and returns the byte; nil, and nothing is removed, if the text begins otherwise.
    private static func popByte<Bytes: Collection<UInt8>>(from rest: inout Bytes) -> UInt8?
    where Bytes == Bytes.SubSequence {
        let digits = rest.prefix(2)
        guard digits.count == 2, let high = digits.first?.hexDigitValue,
            let low = digits.dropFirst().first?.hexDigitValue
        else { return nil }
        rest = rest.dropFirst(2)
        return high << 4 | low
    }
}
