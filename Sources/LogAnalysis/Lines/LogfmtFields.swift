/// Iterates over the `key=value` pairs of a line. Other words are skipped and counted.
struct LogfmtFields {
    private let line: Bytes
    private var place: Int
    /// The number of words that are not pairs.
    private(set) var otherWords = 0

    init(_ line: Bytes, at start: Int = 0) {
        self.line = line
        place = line.skippingBlanks(from: start)
    }

    mutating func next() -> FieldToken? {
        while place < line.count {
            if let token = pair() {
                place = line.skippingBlanks(from: place)
                return token
            }
            otherWords += 1
            skipWord()
            place = line.skippingBlanks(from: place)
        }
        return nil
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        byte.isWordPart || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "@")
            || byte == UInt8(ascii: "/")
    }

    private mutating func pair() -> FieldToken? {
        let start = place
        guard line[start].isLetter || line[start] == UInt8(ascii: "_") || line[start] == UInt8(ascii: "@") else {
            return nil
        }
        var end = start
        // Some programs colour keys and values separately (Rust's tracing does).
        while end < line.count, Self.isNamePart(line[end]) { end += 1 }
        let name = start..<end
        while let next = line.endOfControlSequence(at: end) { end = next }
        guard end < line.count, line[end] == UInt8(ascii: "=") else { return nil }
        end += 1
        while let next = line.endOfControlSequence(at: end) { end = next }
        guard end < line.count, line[end] == UInt8(ascii: "\""), let string = JSONFields.string(in: line, at: end)
        else {
            place = end
            while place < line.count, !line[place].isBlank, line[place] != 0x1B { place += 1 }
            var value = end..<place
            // A pair within a list.
            if let last = value.last, line[last] == UInt8(ascii: ",") { value = value.lowerBound..<last }
            return FieldToken(name: name, value: value, kind: JSONFields.kind(line.part(value)) ?? .text)
        }
        place = string.end
        return FieldToken(name: name, value: string.inner, kind: .text, hasEscapes: string.hasEscapes)
    }

    private mutating func skipWord() {
        if line[place] == UInt8(ascii: "\""), let string = JSONFields.string(in: line, at: place) {
            place = string.end
            return
        }
        repeat { place += 1 } while place < line.count && !line[place].isBlank && line[place] != 0x1B
    }
}
