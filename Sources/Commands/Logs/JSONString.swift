import Foundations
import LogAnalysis

/// Encodes JSON strings. Source: RFC 8259, section 7.
///
/// C1 and bidirectional controls are escaped like other controls, so that JSON is safe on a terminal.
enum JSONString {
    static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        if text.utf8.contains(where: { $0 >= 0x7F }),
            text.unicodeScalars.contains(where: TerminalSanitizer.isEscapedInJSON)
        {
            var escaped: [UInt8] = []
            text.withUTF8 { appendValid(UnsafeRawBufferPointer($0), to: &escaped) }
            return appendEscaping(String(decoding: escaped, as: UTF8.self), to: &bytes)
        }
        text.withUTF8 { appendValid(UnsafeRawBufferPointer($0), to: &bytes) }
    }

    /// Appends a string; invalid UTF-8 is replaced by U+FFFD.
    static func append(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        if text.allSatisfy({ $0 < 0x80 }) {
            appendValid(text, to: &bytes)
        } else {
            append(String(decoding: text, as: UTF8.self), to: &bytes)
        }
    }

    /// Appends JSON, and escapes unsafe characters. These occur only inside strings, so the JSON stays valid.
    static func appendEscaping(_ json: String, to bytes: inout [UInt8]) {
        guard json.utf8.contains(where: { $0 >= 0x7F }) else {
            bytes.append(contentsOf: json.utf8)
            return
        }
        for scalar in json.unicodeScalars {
            if TerminalSanitizer.isEscapedInJSON(scalar) {
                appendEscape(scalar, to: &bytes)
            } else {
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }

    private static func appendEscape(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
            bytes.append(contentsOf: "\\u\(unit.hexadecimal)".utf8)
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
            default: bytes.append(contentsOf: "\\u\(UInt16(byte).hexadecimal)".utf8)
            }
        }
        bytes.append(contentsOf: text[start...])
        bytes.append(UInt8(ascii: "\""))
    }
}
