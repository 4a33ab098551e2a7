/// The bytes of a line or of a part of it. They need not be UTF-8.
typealias Bytes = UnsafeRawBufferPointer

extension UnsafeRawBufferPointer {
    /// The bytes of a range, as a buffer with indices from 0.
    @inline(__always)
    func part(_ range: Range<Int>) -> Bytes { Bytes(rebasing: self[range]) }

    /// Whether an ASCII text is at `place`.
    func has(_ text: StaticString, at place: Int) -> Bool {
        guard place >= 0, count - place >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where self[place + index] != text.utf8Start[index] { return false }
        return true
    }

    /// Whether the bytes equal an ASCII text, ignoring case. `text` must be in lower case.
    func isName(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count where self[index].lowercased != text.utf8Start[index] { return false }
        return true
    }

    /// The bytes as text, with U+FFFD for invalid UTF-8.
    func text(_ range: Range<Int>) -> String { String(decoding: part(range), as: UTF8.self) }

    /// The first offset at or after `place` that is neither a blank nor within a colour sequence.
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

    /// The end of the control sequence `ESC [ …` at `place`; nil if there is none or it is incomplete.
    func endOfControlSequence(at place: Int) -> Int? {
        guard place < count, self[place] == 0x1B else { return nil }
        return endOfParameters(from: place + 1)
    }

    /// The end of `[…m` or another control sequence whose ESC is before `place`; nil if there is none or it is incomplete.
    func endOfParameters(from place: Int) -> Int? {
        guard place < count, self[place] == UInt8(ascii: "[") else { return nil }
        var end = place + 1
        // Real sequences in logs are short.
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
    /// A letter, digit, `_`, or part of a non-ASCII character.
    @inline(__always) var isWordPart: Bool { isLetter || isDigit || self == 0x5F || self >= 0x80 }
    @inline(__always) var lowercased: UInt8 { isUpper ? self | 0x20 : self }
}
