/// A line's bytes, or a part of one. They need not be text.
typealias Bytes = UnsafeRawBufferPointer

extension UnsafeRawBufferPointer {
    /// The bytes of a range of this buffer, counted from 0 on.
    @inline(__always)
    func part(_ range: Range<Int>) -> Bytes { Bytes(rebasing: self[range]) }

    /// Whether an ASCII text stands at a place.
    func has(_ text: StaticString, at place: Int) -> Bool {
        guard place >= 0, count - place >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where self[place + index] != text.utf8Start[index] { return false }
        return true
    }

    /// Whether it is an ASCII text, whatever the case of its letters; the text given is in lower case.
    func isName(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count where self[index].lowercased != text.utf8Start[index] { return false }
        return true
    }

    /// The bytes as text; what is no UTF-8 becomes U+FFFD.
    func text(_ range: Range<Int>) -> String { String(decoding: part(range), as: UTF8.self) }

    /// The first place at or after `place` that is neither a blank nor within a colour sequence.
    func skippingBlanks(from place: Int) -> Int {
        var place = place
        while place < count {
            if self[place].isBlank {
                place += 1
            } else if self[place] == 0x1B, let end = endOfControlSequence(at: place) {
                place = end
            } else {
                return place
            }
        }
        return place
    }

    /// The end of a control sequence `ESC [ …` that begins at a place; nil where there is none, or one that is cut.
    func endOfControlSequence(at place: Int) -> Int? {
        guard place + 1 < count, self[place] == 0x1B, self[place + 1] == UInt8(ascii: "[") else { return nil }
        var end = place + 2
        // A sequence of a log is short; what is longer is none.
        let limit = Swift.min(count, place + 64)
        while end < limit {
            switch self[end] {
            case 0x20...0x3F: end += 1
            case 0x40...0x7E: return end + 1
            default: return nil
            }
        }
        return nil
    }
}

extension UInt8 {
    @inline(__always) var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0D }
    @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }
    @inline(__always) var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
    @inline(__always) var isUpper: Bool { self &- 0x41 < 26 }
    @inline(__always) var isHexDigit: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
    /// A letter, digit, `_`, or part of a character beyond ASCII.
    @inline(__always) var isWordPart: Bool { isLetter || isDigit || self == 0x5F || self >= 0x80 }
    @inline(__always) var lowercased: UInt8 { isUpper ? self | 0x20 : self }
}
