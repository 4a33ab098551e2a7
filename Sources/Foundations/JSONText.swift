/// The text of JSON. Source: RFC 8259.
package enum JSONText {
    /// Returns a string in quotes, with the escapes that JSON requires.
    ///
    /// - Parameter isUnsafe: whether to escape another character, which has at most 16 bits.
    package static func quoted(_ text: String, escaping isUnsafe: (Unicode.Scalar) -> Bool = { _ in false }) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar < " " || isUnsafe(scalar): result += "\\u" + UInt16(scalar.value).hexadecimal
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
