/// A field of a line, as ranges into the line.
struct FieldToken {
    enum Kind {
        /// A string, without its quotes.
        case text
        case number
        /// `true` or `false`
        case bool
        case null
        /// An object or an array, with its brackets.
        case nested
    }

    /// The name without quotes.
    var name: Range<Int>
    var value: Range<Int>
    var kind: Kind
    /// Whether the value has backslash escapes.
    var hasEscapes = false

    /// The value as text, with escapes resolved.
    func text(in line: Bytes) -> String {
        hasEscapes ? JSONEscapes.decoded(line.part(value)) : line.text(value)
    }
}

/// Backslash escapes of JSON, which logfmt uses too.
enum JSONEscapes {
    /// Resolves the escapes of a text. An invalid `\u` remains as it is.
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

    /// Reads the four hex digits at `place`, or a surrogate pair, and moves past them.
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
        place + 4 <= bytes.count ? bytes.hex(place..<place + 4) : nil
    }
}
