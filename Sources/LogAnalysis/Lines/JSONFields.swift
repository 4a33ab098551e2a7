/// Iterates over the fields of a JSON object without building a tree.
///
/// Parsing is lenient: it stops at invalid JSON, and the fields before it remain valid. Each byte is read once.
struct JSONFields {
    private let line: Bytes
    private var place: Int
    /// Whether the object was read to its closing brace.
    private(set) var isComplete = false

    /// - Parameter start: the offset of the opening brace. Returns nil if there is none.
    init?(_ line: Bytes, at start: Int) {
        guard start < line.count, line[start] == UInt8(ascii: "{") else { return nil }
        let next = Self.skippingSpace(line, from: start + 1)
        guard next < line.count, line[next] == UInt8(ascii: "\"") || line[next] == UInt8(ascii: "}") else { return nil }
        self.line = line
        place = next
    }

    /// The end of the object, once it is complete.
    var end: Int { place }

    /// The next field; nil at the end of the object or at invalid JSON.
    mutating func next() -> FieldToken? {
        guard place < line.count, !isComplete else { return nil }
        if line[place] == UInt8(ascii: "}") {
            place += 1
            isComplete = true
            return nil
        }
        guard line[place] == UInt8(ascii: "\""), let name = Self.string(in: line, at: place) else { return fail() }
        place = Self.skippingSpace(line, from: name.end)
        guard place < line.count, line[place] == UInt8(ascii: ":") else { return fail() }
        place = Self.skippingSpace(line, from: place + 1)
        guard let token = value(name: name.inner) else { return fail() }
        place = Self.skippingSpace(line, from: place)
        if place < line.count, line[place] == UInt8(ascii: ",") {
            place = Self.skippingSpace(line, from: place + 1)
        }
        return token
    }

    private mutating func fail() -> FieldToken? {
        place = line.count
        return nil
    }

    private mutating func value(name: Range<Int>) -> FieldToken? {
        guard place < line.count else { return nil }
        let start = place
        switch line[place] {
        case UInt8(ascii: "\""):
            guard let string = Self.string(in: line, at: place) else { return nil }
            place = string.end
            return FieldToken(name: name, value: string.inner, kind: .text, hasEscapes: string.hasEscapes)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard let end = Self.endOfNested(in: line, at: place) else { return nil }
            place = end
            return FieldToken(name: name, value: start..<end, kind: .nested)
        default:
            while place < line.count, Self.isBare(line[place]) { place += 1 }
            guard let kind = Self.kind(line.part(start..<place)) else { return nil }
            return FieldToken(name: name, value: start..<place, kind: kind)
        }
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: ".")
    }

    /// The kind of an unquoted value: a number or a literal; nil for anything else.
    static func kind(_ bare: Bytes) -> FieldToken.Kind? {
        guard let first = bare.first else { return nil }
        if first.isDigit || first == UInt8(ascii: "-") {
            for byte in bare.dropFirst() where !isBare(byte) || (byte.isLetter && byte | 0x20 != UInt8(ascii: "e")) {
                return nil
            }
            return bare.count > 1 || first.isDigit ? .number : nil
        }
        if bare.count == 4, bare.has("true", at: 0) { return .bool }
        if bare.count == 5, bare.has("false", at: 0) { return .bool }
        return bare.count == 4 && bare.has("null", at: 0) ? .null : nil
    }

    static func skippingSpace(_ line: Bytes, from start: Int) -> Int {
        var place = start
        while place < line.count, line[place].isBlank || line[place] == 0x0A { place += 1 }
        return place
    }

    /// The string whose opening quote is at `start`; nil if it is unterminated.
    static func string(in line: Bytes, at start: Int) -> (inner: Range<Int>, end: Int, hasEscapes: Bool)? {
        var place = start + 1
        var hasEscapes = false
        while place < line.count {
            let byte = line[place]
            if byte == UInt8(ascii: "\"") { return (start + 1..<place, place + 1, hasEscapes) }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                place += 1
            }
            place += 1
        }
        return nil
    }

    /// The offset after the bracket that closes the one at `start`; nil if it is missing.
    static func endOfNested(in line: Bytes, at start: Int) -> Int? {
        var place = start
        var depth = 0
        while place < line.count {
            switch line[place] {
            case UInt8(ascii: "\""):
                guard let string = string(in: line, at: place) else { return nil }
                place = string.end
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return place + 1 }
            default: break
            }
            place += 1
        }
        return nil
    }
}
