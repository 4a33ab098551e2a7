/// Paths with queries, every part of them escaped.
enum WebPath {
    /// `/parts/joined?key=value`; parts of a query that are nil are left out.
    static func of(_ parts: String..., query: [(String, String?)] = []) -> String {
        let path = parts.map { "/" + escaped($0) }.joined()
        let pairs = query.compactMap { key, value in value.map { "\(escaped(key))=\(escaped($0))" } }
        return pairs.isEmpty ? path : "\(path)?\(pairs.joined(separator: "&"))"
    }

    /// Only what RFC 3986 calls unreserved stays as it is, so that no text can end its part. `.` and `..` alone would
    /// be steps in a path; escaped, browsers take them for steps all the same, but no slug is like that.
    static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += "%" + (hex.count < 2 ? "0" : "") + hex
            }
        }
        return result
    }
}
