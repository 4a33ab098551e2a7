/// A field of a line and where it stands there: nothing of it is copied.
struct FieldToken {
    enum Kind {
        /// A text, without its quotes.
        case text
        case number
        /// `true` or `false`
        case bool
        case null
        /// An object or an array, with its brackets.
        case nested
    }

    /// Between the quotes, if it has any.
    var name: Range<Int>
    var value: Range<Int>
    var kind: Kind
    /// Whether the value has backslash escapes.
    var hasEscapes = false

    /// The value as text, without escapes.
    func text(in line: Bytes) -> String {
        hasEscapes ? JSONEscapes.decoded(line.part(value)) : line.text(value)
    }
}

/// Backslash escapes of JSON, and so of logfmt.
enum JSONEscapes {
    /// A text without escapes; one that is none stays as it stands.
    static func decoded(_ bytes: Bytes) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            guard byte == UInt8(ascii: "\\"), place + 1 < bytes.count else {
                decoded.append(byte)
                place += 1
                continue
            }
            place += 2
            switch bytes[place - 1] {
            case UInt8(ascii: "n"): decoded.append(0x0A)
            case UInt8(ascii: "t"): decoded.append(0x09)
            case UInt8(ascii: "r"): decoded.append(0x0D)
            case UInt8(ascii: "b"): decoded.append(0x08)
            case UInt8(ascii: "f"): decoded.append(0x0C)
            case UInt8(ascii: "u"):
                guard let scalar = scalar(in: bytes, at: &place) else {
                    decoded += [UInt8(ascii: "\\"), UInt8(ascii: "u")]
                    continue
                }
                decoded += Array(String(Character(scalar)).utf8)
            case let other: decoded.append(other)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Four hex digits at a place, or two of them that are a surrogate pair; moves past them.
    private static func scalar(in bytes: Bytes, at place: inout Int) -> Unicode.Scalar? {
        guard let first = unit(in: bytes, at: place) else { return nil }
        place += 4
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, bytes.has("\\u", at: place), let second = unit(in: bytes, at: place + 2),
            (0xDC00...0xDFFF).contains(second)
        {
            place += 6
            return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + second - 0xDC00)
        }
        return "\u{FFFD}"
    }

    private static func unit(in bytes: Bytes, at place: Int) -> UInt32? {
        guard place + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for index in place..<place + 4 {
            guard bytes[index].isHexDigit else { return nil }
            let digit = bytes[index].isDigit ? bytes[index] - 0x30 : bytes[index].lowercased - 0x61 + 10
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
