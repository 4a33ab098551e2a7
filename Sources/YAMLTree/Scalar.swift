/// The text of a scalar and its interpretation.
///
/// Plain text is resolved by YAML 1.2's core schema, plus the octals with a leading `0` that Compose accepts for file
/// modes. `yes` and `on` remain strings, as in Compose. Source: YAML 1.2.2, 10.3.2.
package struct Scalar: Hashable, Sendable {
    package enum Style: Hashable, Sendable {
        case plain
        /// Quoted, a block, or tagged `!!str`: always a string.
        case quoted
        /// Produced by interpolation: a string that is also accepted as a number or boolean.
        case interpolated
        /// Already reported as invalid: present, but without a value.
        case broken
    }

    package enum Kind: Hashable, Sendable {
        case null
        case boolean
        case integer
        case float
        case string
    }

    package var text: String
    package var style: Style
    /// The columns from the node's start to the first character of `text`, if the text appears verbatim on one line of
    /// the file; nil if it contains escapes or folds, or is a block.
    package var textOffset: Int?

    package init(text: String, style: Style, textOffset: Int? = nil) {
        self.text = text
        self.style = style
        self.textOffset = textOffset
    }

    package var kind: Kind { style == .plain ? plainKind : .string }

    /// The kind that the text would have if it were unquoted.
    package var plainKind: Kind {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE", "false", "False", "FALSE": .boolean
        default:
            if integer != nil { .integer } else if number != nil { .float } else { .string }
        }
    }

    /// The boolean value of the text, in any spelling of YAML 1.1.
    package var bool: Bool? {
        guard text.utf8.count <= 5 else { return nil }
        switch text.lowercased() {
        case "true", "yes", "y", "on": return true
        case "false", "no", "n", "off": return false
        default: return nil
        }
    }

    /// The integer value of the text: decimal, `0x`, `0o`, `0b`, or octal with a leading zero. `_` may separate digits.
    package var integer: Int64? { whole() }

    /// The integer value of a text too large for `integer`: from 2^63 to 2^64-1.
    package var unsigned: UInt64? { integer == nil ? whole() : nil }

    private func whole<Number: FixedWidthInteger>() -> Number? {
        guard (1...66).contains(text.utf8.count) else { return nil }
        var digits = Substring(text)
        let sign = digits.first.flatMap { "+-".contains($0) ? $0 : nil }
        if sign != nil { digits = digits.dropFirst() }
        guard let first = digits.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return nil }
        var radix = 10
        if first == UInt8(ascii: "0"), digits.utf8.count > 1 {
            switch digits.utf8.dropFirst().first {
            case UInt8(ascii: "x"): (radix, digits) = (16, digits.dropFirst(2))
            case UInt8(ascii: "o"): (radix, digits) = (8, digits.dropFirst(2))
            case UInt8(ascii: "b"): (radix, digits) = (2, digits.dropFirst(2))
            default: radix = 8
            }
        }
        guard let head = digits.utf8.first, head != UInt8(ascii: "+"), head != UInt8(ascii: "-"),
            head != UInt8(ascii: "_")
        else { return nil }
        if digits.utf8.contains(UInt8(ascii: "_")) { digits.removeAll { $0 == "_" } }
        return Number((sign == "-" ? "-" : "") + digits, radix: radix)
    }

    /// The numeric value of the text.
    package var number: Double? { integer.map(Double.init) ?? unsigned.map(Double.init) ?? Self.float(text) }

    private static func float(_ text: String) -> Double? {
        guard let first = text.utf8.first, text.utf8.count <= 64 else { return nil }
        let starts = "0123456789.+-".utf8
        // Double also parses hexadecimal, `nan` and `inf`, which YAML does not.
        guard starts.contains(first),
            text.utf8.allSatisfy({
                starts.contains($0) || $0 == UInt8(ascii: "e")
                    || $0 == UInt8(ascii: "E")
            })
        else { return nil }
        return Double(text)
    }
}
