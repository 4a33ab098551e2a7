import FoundationEssentials

/// Header texts with words such as `=?utf-8?q?Caf=C3=A9?=`. Source: RFC 2047.
enum EncodedWords {
    /// More than the 75 bytes that a word may have, for programs that do not split words.
    private static let lengthLimit = 1000

    /// Returns the decoded text. Keeps words that are malformed.
    static func decode(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result = ""
        // The start of what is not yet in the result, and whether a word ends there.
        var (start, isBehindWord) = (0, false)
        var index = 0
        while index < bytes.count {
            guard bytes[index...].starts(with: "=?".utf8), let word = word(in: bytes[index...]) else {
                index += 1
                continue
            }
            let between = bytes[start..<index]
            // White space between two words only separates them.
            if !isBehindWord || !between.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                result += String(decoding: between, as: UTF8.self)
            }
            result += word.text
            (start, isBehindWord) = (word.end, true)
            index = word.end
        }
        return result + String(decoding: bytes[start...], as: UTF8.self)
    }

    private static func word(in bytes: ArraySlice<UInt8>) -> (text: String, end: Int)? {
        let mark = UInt8(ascii: "?")
        let parts = bytes.prefix(lengthLimit).dropFirst(2)
            .split(separator: mark, maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[1].count == 1, parts[3].first == UInt8(ascii: "="), !parts[0].isEmpty else {
            return nil
        }
        let decoded: [UInt8]
        switch parts[1].first {
        case UInt8(ascii: "q"), UInt8(ascii: "Q"):
            let spaced = parts[2].map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }
            decoded = HexEscapes.decode(spaced[...], introducer: UInt8(ascii: "="))
        case UInt8(ascii: "b"), UInt8(ascii: "B"):
            guard let data = Data(base64Encoded: Data(parts[2])) else { return nil }
            decoded = Array(data)
        default: return nil
        }
        // A suffix names the language. Source: RFC 2231, section 5.
        let charset = String(decoding: parts[0].prefix { $0 != UInt8(ascii: "*") }, as: UTF8.self)
        return (MIMECharset.text(decoded, charset), parts[3].startIndex + 1)
    }
}
