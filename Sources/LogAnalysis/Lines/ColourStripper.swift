import Glibc

/// Removes control sequences from a line before its words are parsed: `ESC[31merrorESC[39m:` becomes `error:`.
enum ColourStripper {
    /// Calls `body` with the line itself if it has no control sequence, otherwise with a copy without control sequences and
    /// control strings. The bytes are valid only during the call.
    static func with<Result>(_ line: Bytes, _ body: (Bytes) -> Result) -> Result {
        guard let base = line.baseAddress,
            memchr(base, 0x1B, line.count) != nil || memchr(base, 0x9B, line.count) != nil
        else { return body(line) }
        return stripped(line).withUnsafeBytes(body)
    }

    static func stripped(_ line: Bytes) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(line.count)
        var place = 0
        while place < line.count {
            // U+009B is `ESC [` in one character.
            if line[place] == 0xC2, place + 1 < line.count, line[place + 1] == 0x9B {
                place = line.endOfParameters(from: place + 2)
                continue
            }
            guard line[place] == 0x1B else {
                result.append(line[place])
                place += 1
                continue
            }
            place = line.endOfEscape(at: place)
        }
        return result
    }
}

extension UnsafeRawBufferPointer {
    /// The end of a control sequence whose parameters start at `place`.
    fileprivate func endOfParameters(from place: Int) -> Int {
        var end = place
        while end < count, (0x20...0x3F).contains(self[end]) { end += 1 }
        return end < count && (0x40...0x7E).contains(self[end]) ? end + 1 : end
    }

    /// The end of the escape sequence at `place`, complete or not. Source: ECMA-48, 5.3, 5.4 and 5.6.
    func endOfEscape(at place: Int) -> Int {
        guard place + 1 < count else { return count }
        switch self[place + 1] {
        case UInt8(ascii: "["): return endOfParameters(from: place + 2)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            var end = place + 2
            while end < count {
                // ST terminates a string; xterm also accepts BEL.
                if self[end] == 0x07 { return end + 1 }
                if self[end] == 0x1B { return end + 1 < count && self[end + 1] == UInt8(ascii: "\\") ? end + 2 : end }
                end += 1
            }
            return end
        case 0x20...0x2F:
            var end = place + 2
            while end < count, (0x20...0x2F).contains(self[end]) { end += 1 }
            return end < count && (0x30...0x7E).contains(self[end]) ? end + 1 : end
        case 0x30...0x7E: return place + 2
        default: return place + 1
        }
    }
}
