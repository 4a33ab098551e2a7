import Foundations

/// One escaped character, in the syntax of JSON, Python, Rust, JavaScript, C, URLs or HTML, including when it was escaped
/// more than once.
struct EscapeSequence {
    /// The character's code point.
    var scalar: UInt32
    /// The offset after the escape.
    var end: Int

    enum Reading {
        case unit(EscapeSequence)
        /// The line ends within the escape.
        case cut
        case none
    }

    /// The maximum number of nested encodings, so that `%252526` is read as `&`.
    static let maximumLevels = 3

    /// Reads the escape that starts with the `\`, `%` or `&` at `place`.
    /// - Parameter level: how many more times it was encoded: `%2526` is `%` at level 0, followed by `26`, or `&` at level 1.
    static func read(_ line: Bytes, at place: Int, level: Int = 0) -> Reading {
        switch line[place] {
        // Repeated escaping only adds backslashes.
        case UInt8(ascii: "\\"): level == 0 ? behindBackslashes(line, at: line.end(ofRunAt: place)) : .none
        case UInt8(ascii: "%"): percent(line, at: place, level)
        case UInt8(ascii: "&"): entity(line, at: place, level)
        default: .none
        }
    }

    /// Reads what follows the backslashes: `u0026`, `u{26}`, `x26`, `046`, `n`, or a character that means itself.
    static func behindBackslashes(_ line: Bytes, at place: Int) -> Reading {
        guard place < line.count else { return .cut }
        switch line[place] {
        case UInt8(ascii: "u"): return unicode(line, at: place + 1, digits: 4)
        case UInt8(ascii: "U"): return unicode(line, at: place + 1, digits: 8)
        case UInt8(ascii: "x"):
            if place + 1 < line.count, line[place + 1] == UInt8(ascii: "{") {
                return unicode(line, at: place + 1, digits: 2)
            }
            return bytes(line, at: place + 1) { end in
                let next = line.end(ofRunAt: end)
                return next > end && next < line.count && line[next] == UInt8(ascii: "x") ? next + 1 : nil
            }
        case UInt8(ascii: "0")...UInt8(ascii: "7"): return octal(line, at: place)
        case let byte where byte < 0x80:
            return .unit(EscapeSequence(scalar: UInt32(control(byte) ?? byte), end: place + 1))
        default:
            guard let (scalar, end) = line.scalar(at: place) else { return .none }
            return .unit(EscapeSequence(scalar: scalar, end: end))
        }
    }

    private static func control(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "v"): 0x0B
        case UInt8(ascii: "a"): 0x07
        case UInt8(ascii: "e"): 0x1B
        default: nil
        }
    }

    // MARK: Numbers

    private static func unicode(_ line: Bytes, at place: Int, digits: Int) -> Reading {
        guard place < line.count else { return .cut }
        if line[place] == UInt8(ascii: "{") {
            var end = place + 1
            while end < line.count, end - place <= 7, line[end].isHexDigit { end += 1 }
            guard end < line.count else { return .cut }
            guard line[end] == UInt8(ascii: "}"), let scalar = line.hex(place + 1..<end) else { return .none }
            return .unit(EscapeSequence(scalar: scalar, end: end + 1))
        }
        guard place + digits <= line.count else { return line.part(place..<line.count).isHex ? .cut : .none }
        guard let high = line.hex(place..<place + digits) else { return .none }
        guard (0xD800..<0xDC00).contains(high) else { return .unit(EscapeSequence(scalar: high, end: place + digits)) }
        // The low half of a UTF-16 surrogate pair.
        let next = line.end(ofRunAt: place + digits)
        guard next + 5 <= line.count else { return .cut }
        guard next > place + digits, line[next] == UInt8(ascii: "u"), let low = line.hex(next + 1..<next + 5),
            (0xDC00..<0xE000).contains(low)
        else { return .none }
        return .unit(EscapeSequence(scalar: 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), end: next + 5))
    }

    private static func octal(_ line: Bytes, at place: Int) -> Reading {
        func value(_ place: Int) -> (UInt8, Int)? {
            var (value, end) = (0, place)
            while end < line.count, end < place + 3, line[end] & 0xF8 == 0x30 {
                value = value << 3 | Int(line[end] & 7)
                end += 1
            }
            return end > place && value < 256 ? (UInt8(value), end) : nil
        }
        guard let (first, firstEnd) = value(place) else { return .none }
        return joined(first, firstEnd) { end in
            let next = line.end(ofRunAt: end)
            return next > end && next < line.count ? value(next) : nil
        }
    }

    /// `%26`, `%2526` if it was encoded twice, or `%u0026`.
    private static func percent(_ line: Bytes, at place: Int, _ level: Int) -> Reading {
        if level == 0, place + 1 < line.count, line[place + 1] == UInt8(ascii: "u") {
            return unicode(line, at: place + 2, digits: 4)
        }
        guard let digits = percentDigits(line, at: place + 1, level) else { return .none }
        return bytes(line, at: digits) { end in
            end < line.count && line[end] == UInt8(ascii: "%") ? percentDigits(line, at: end + 1, level) : nil
        }
    }

    private static func percentDigits(_ line: Bytes, at place: Int, _ level: Int) -> Int? {
        for index in 0..<level where !line.has("25", at: place + index * 2) { return nil }
        return place + level * 2
    }

    /// Reads two hex digits for each byte of a UTF-8 character, or for one Latin-1 character.
    private static func bytes(_ line: Bytes, at place: Int, next: (Int) -> Int?) -> Reading {
        guard place + 2 <= line.count else {
            return place <= line.count && line.part(min(place, line.count)..<line.count).isHex ? .cut : .none
        }
        guard let first = line.hex(place..<place + 2) else { return .none }
        return joined(UInt8(first), place + 2) { end in
            guard let start = next(end), start + 2 <= line.count, let byte = line.hex(start..<start + 2) else {
                return nil
            }
            return (UInt8(byte), start + 2)
        }
    }

    private static func joined(_ first: UInt8, _ end: Int, next: (Int) -> (UInt8, Int)?) -> Reading {
        let alone = EscapeSequence(scalar: UInt32(first), end: end)
        guard first >= 0xC2, first < 0xF5 else { return .unit(alone) }
        let count = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3
        var unit = EscapeSequence(scalar: UInt32(first) & (count == 1 ? 0x1F : count == 2 ? 0x0F : 0x07), end: end)
        for _ in 0..<count {
            guard let (byte, end) = next(unit.end), byte & 0xC0 == 0x80 else { return .unit(alone) }
            unit = EscapeSequence(scalar: unit.scalar << 6 | UInt32(byte & 0x3F), end: end)
        }
        return .unit(unit)
    }

    // MARK: HTML

    private static let names: [(StaticString, UInt32)] = [
        ("amp;", 0x26), ("lt;", 0x3C), ("gt;", 0x3E), ("quot;", 0x22), ("apos;", 0x27), ("nbsp;", 0xA0),
    ]

    /// `&amp;`, `&#38;`, `&#x26;`, and the same with an additional `amp;` if it was escaped twice.
    private static func entity(_ line: Bytes, at place: Int, _ level: Int) -> Reading {
        for index in 0..<level where !line.has("amp;", at: place + 1 + index * 4) { return .none }
        let place = place + 1 + level * 4
        if let unit = named(line, at: place) ?? numbered(line, at: place) { return .unit(unit) }
        return level == 0 && line.count - place < 6 ? .cut : .none
    }

    private static func named(_ line: Bytes, at place: Int) -> EscapeSequence? {
        names.first { line.has($0.0, at: place) }
            .map { EscapeSequence(scalar: $0.1, end: place + $0.0.utf8CodeUnitCount) }
    }

    private static func numbered(_ line: Bytes, at place: Int) -> EscapeSequence? {
        guard place + 1 < line.count, line[place] == UInt8(ascii: "#") else { return nil }
        let isHex = line[place + 1] | 0x20 == UInt8(ascii: "x")
        var (value, end): (UInt32, Int) = (0, place + (isHex ? 2 : 1))
        let start = end
        while end < line.count, end - start < 7, let digit = line[end].hexDigitValue, isHex || digit < 10 {
            value = value * (isHex ? 16 : 10) + UInt32(digit)
            end += 1
        }
        guard end > start, end < line.count, line[end] == UInt8(ascii: ";") else { return nil }
        return EscapeSequence(scalar: value, end: end + 1)
    }
}

extension UnsafeRawBufferPointer {
    /// The end of the run of backslashes that starts at `place`.
    func end(ofRunAt place: Int) -> Int {
        var end = place
        while end < count, self[end] == UInt8(ascii: "\\") { end += 1 }
        return end
    }

    fileprivate var isHex: Bool { allSatisfy(\.isHexDigit) }

    /// The number that hexadecimal digits write; nil if there are other bytes, or none.
    func hex(_ range: Range<Int>) -> UInt32? {
        var value: UInt32 = 0
        for place in range {
            guard let digit = self[place].hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return range.isEmpty ? nil : value
    }

    /// The UTF-8 character at `place` and its end; nil for invalid UTF-8.
    func scalar(at place: Int) -> (scalar: UInt32, end: Int)? {
        let first = self[place]
        guard first >= 0x80 else { return (UInt32(first), place + 1) }
        guard first >= 0xC2, first < 0xF5 else { return nil }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard place + length <= count else { return nil }
        var value = UInt32(first) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        for index in 1..<length {
            guard self[place + index] & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(self[place + index] & 0x3F)
        }
        return (value, place + length)
    }
}
