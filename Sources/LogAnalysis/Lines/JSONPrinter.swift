/// Formats the JSON at an offset of a line as indented lines, and validates it.
struct JSONPrinter {
    private static let maximumDepth = 100

    private let line: Bytes
    private let start: Int
    private let limit: Int
    private var place: Int
    private var pretty = PrettyJSON(lines: [])
    private var current: [PrettyJSON.Token] = []
    private var currentDepth = 0

    init(_ line: Bytes, at start: Int, limit: Int) {
        self.line = line
        self.start = start
        self.limit = limit
        place = start
    }

    /// Returns nil if the JSON is invalid or incomplete.
    mutating func print() -> PrettyJSON? {
        let before = line.text(0..<start)
        if !before.allSatisfy(\.isWhitespace) {
            add(before.split(separator: " ").joined(separator: " "), .plain)
            finish(depth: 0)
        }
        guard value(depth: 0) else { return nil }
        finish(depth: 0)
        let after = line.text(place..<line.count)
        if !after.allSatisfy(\.isWhitespace) {
            add(String(after.drop(while: \.isWhitespace)), .plain)
            finish(depth: 0)
        }
        return pretty
    }

    private mutating func add(_ text: String, _ kind: PrettyJSON.Kind) {
        current.append(PrettyJSON.Token(text: text, kind: kind))
    }

    /// Finishes the current line and starts one at `depth`.
    private mutating func finish(depth: Int) {
        if pretty.lines.count < limit {
            pretty.lines.append(PrettyJSON.Line(depth: currentDepth, tokens: current))
        } else {
            pretty.isCut = true
        }
        current = []
        currentDepth = depth
    }

    private mutating func value(depth: Int) -> Bool {
        guard place < line.count, depth < Self.maximumDepth else { return false }
        let begin = place
        switch line[place] {
        case UInt8(ascii: "{"): return members(closing: UInt8(ascii: "}"), depth: depth)
        case UInt8(ascii: "["): return members(closing: UInt8(ascii: "]"), depth: depth)
        case UInt8(ascii: "\""):
            guard let string = JSONFields.string(in: line, at: place) else { return false }
            place = string.end
            add(line.text(begin..<place), .string)
            return true
        default:
            while place < line.count, line[place].isLetter || line[place].isDigit || "+-.".utf8.contains(line[place]) {
                place += 1
            }
            guard let kind = JSONFields.kind(line.part(begin..<place)) else { return false }
            add(line.text(begin..<place), kind == .number ? .number : .literal)
            return true
        }
    }

    /// Formats an object or array, starting at its opening bracket.
    private mutating func members(closing: UInt8, depth: Int) -> Bool {
        let open = line.text(place..<place + 1)
        let close = String(decoding: [closing], as: UTF8.self)
        place = JSONFields.skippingSpace(line, from: place + 1)
        guard place < line.count else { return false }
        if line[place] == closing {
            place += 1
            add(open + close, .punctuation)
            return true
        }
        add(open, .punctuation)
        finish(depth: depth + 1)
        while place < line.count {
            if closing == UInt8(ascii: "}") {
                guard line[place] == UInt8(ascii: "\""), let name = JSONFields.string(in: line, at: place) else {
                    return false
                }
                add(line.text(place..<name.end), .key)
                place = JSONFields.skippingSpace(line, from: name.end)
                guard place < line.count, line[place] == UInt8(ascii: ":") else { return false }
                add(": ", .punctuation)
                place = JSONFields.skippingSpace(line, from: place + 1)
            }
            guard value(depth: depth + 1) else { return false }
            place = JSONFields.skippingSpace(line, from: place)
            guard place < line.count else { return false }
            if line[place] == UInt8(ascii: ",") {
                add(",", .punctuation)
                finish(depth: depth + 1)
                place = JSONFields.skippingSpace(line, from: place + 1)
            } else if line[place] == closing {
                place += 1
                finish(depth: depth)
                add(close, .punctuation)
                return true
            } else {
                return false
            }
        }
        return false
    }
}
