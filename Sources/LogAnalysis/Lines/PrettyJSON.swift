/// A line's JSON, indented for a terminal: lines of tokens with their kinds.
package struct PrettyJSON: Sendable, Hashable {
    /// The kind of a token, which determines its colour.
    package enum Kind: Sendable, Hashable {
        case key
        case string
        case number
        /// `true`, `false`, `null`
        case literal
        /// Brackets, commas, and colons with the blank after them.
        case punctuation
        /// Text around the JSON in the line.
        case plain
    }

    /// A token of a line.
    package struct Token: Sendable, Hashable {
        /// The source text, including quotes and escapes.
        package var text: String
        package var kind: Kind
    }

    /// A line of the result.
    package struct Line: Sendable, Hashable {
        /// The nesting depth, 0 for the outermost.
        package var depth: Int
        package var tokens: [Token]

        /// The text, indented by two blanks per level.
        package var text: String { String(repeating: "  ", count: depth) + tokens.map(\.text).joined() }
    }

    /// The text before the JSON, the JSON, and the text after it.
    package var lines: [Line]
    /// Whether the lines were truncated to the limit.
    package var isCut = false
}

/// Formats the JSON of a line, or the JSON part of a line such as `2026-… INFO {"a":1}`; nil if there is none.
///
/// Objects are found anywhere in the line, arrays only at its start, since `[12]` further on is usually a process. Incomplete
/// JSON is ignored. The result has at most `limit` lines.
package func prettyJSON(_ text: String, limit: Int = 5000) -> PrettyJSON? {
    var text = text
    return text.withUTF8 { bytes in
        let line = UnsafeRawBufferPointer(bytes)
        let beginning = line.skippingBlanks(from: 0)
        if beginning < line.count, line[beginning] == UInt8(ascii: "[") {
            var printer = JSONPrinter(line, at: beginning, limit: limit)
            if let pretty = printer.print() { return pretty }
        }
        var tries = 0
        var start = beginning
        while tries < 8, start < line.count {
            if line[start] == UInt8(ascii: "{") {
                tries += 1
                var printer = JSONPrinter(line, at: start, limit: limit)
                if let pretty = printer.print() { return pretty }
            }
            start += 1
        }
        return nil
    }
}
