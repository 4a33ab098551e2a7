/// A strict check that a text is a single JSON value. Source: RFC 8259.
struct JSONCheck {
    private static let deepest = 64
    private var rest: Substring.UTF8View

    static func isValue(_ text: String) -> Bool {
        var check = JSONCheck(rest: text[...].utf8)
        return check.takeValue(depth: 0) && check.rest.isEmpty
    }

    private mutating func takeValue(depth: Int) -> Bool {
        guard depth < Self.deepest, let first = rest.first else { return false }
        switch first {
        case UInt8(ascii: "{"): return takeList(closedBy: "}", depth, named: true)
        case UInt8(ascii: "["): return takeList(closedBy: "]", depth, named: false)
        case UInt8(ascii: "\""): return takeText()
        case UInt8(ascii: "t"): return takeWord("true")
        case UInt8(ascii: "f"): return takeWord("false")
        case UInt8(ascii: "n"): return takeWord("null")
        default: return takeNumber()
        }
    }

    private mutating func takeList(closedBy end: Unicode.Scalar, _ depth: Int, named: Bool) -> Bool {
        rest.removeFirst()
        skipBlanks()
        if take(end) { return true }
        repeat {
            skipBlanks()
            if named {
                guard takeText() else { return false }
                skipBlanks()
                guard take(":") else { return false }
                skipBlanks()
            }
            guard takeValue(depth: depth + 1) else { return false }
            skipBlanks()
        } while take(",")
        return take(end)
    }

    private mutating func takeText() -> Bool {
        guard take("\"") else { return false }
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return true
            case 0..<0x20: return false
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return false }
                if escaped == UInt8(ascii: "u") {
                    let digits = rest.prefix(4)
                    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
                        return false
                    }
                    rest.removeFirst(4)
                } else if !#""\/bfnrt"#.utf8.contains(escaped) {
                    return false
                }
            default: break
            }
        }
        return false
    }

    private mutating func takeNumber() -> Bool {
        _ = take("-")
        guard take("0") || takeDigits() else { return false }
        if take("."), !takeDigits() { return false }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            return takeDigits()
        }
        return true
    }

    private mutating func takeDigits() -> Bool {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest.removeFirst(digits.count)
        return !digits.isEmpty
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard rest.starts(with: word.utf8) else { return false }
        rest.removeFirst(word.utf8.count)
        return true
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipBlanks() {
        while let byte = rest.first, byte == 0x20 || (0x09...0x0D).contains(byte) && byte != 0x0B && byte != 0x0C {
            rest.removeFirst()
        }
    }
}
