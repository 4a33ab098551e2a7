import LogAnalysis

/// A text as JSON has it. Source: RFC 8259, section 7.
///
/// C1 controls and characters that turn the writing direction are escaped like other controls, so that JSON does no harm on
/// a terminal either.
enum JSONString {
    private static let hex = Array("0123456789abcdef".utf8)

    static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        if text.utf8.contains(where: { $0 >= 0x7F }), text.unicodeScalars.contains(where: HarmlessText.isEscapedInJSON)
        {
            var escaped: [UInt8] = []
            text.withUTF8 { appendValid(UnsafeRawBufferPointer($0), to: &escaped) }
            return appendEscaping(String(decoding: escaped, as: UTF8.self), to: &bytes)
        }
        text.withUTF8 { appendValid(UnsafeRawBufferPointer($0), to: &bytes) }
    }

    /// Bytes that are no UTF-8 show as U+FFFD.
    static func append(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        if text.allSatisfy({ $0 < 0x80 }) {
            appendValid(text, to: &bytes)
        } else {
            append(String(decoding: text, as: UTF8.self), to: &bytes)
        }
    }

    /// JSON as it is, but with escapes for what should be escaped in its texts. Such characters stand nowhere else in JSON.
    static func appendEscaping(_ json: String, to bytes: inout [UInt8]) {
        guard json.utf8.contains(where: { $0 >= 0x7F }) else {
            bytes.append(contentsOf: json.utf8)
            return
        }
        for scalar in json.unicodeScalars {
            if HarmlessText.isEscapedInJSON(scalar) {
                appendEscape(scalar, to: &bytes)
            } else {
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }

    private static func appendEscape(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
            bytes.append(contentsOf: "\\u".utf8)
            for shift in [12, 8, 4, 0] { bytes.append(hex[Int(unit >> UInt16(shift) & 15)]) }
        }
    }

    private static func appendValid(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        for (index, byte) in text.enumerated() {
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F else {
                continue
            }
            bytes.append(contentsOf: text[start..<index])
            start = index + 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            default: bytes.append(contentsOf: Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]])
            }
        }
        bytes.append(contentsOf: text[start...])
        bytes.append(UInt8(ascii: "\""))
    }
}
