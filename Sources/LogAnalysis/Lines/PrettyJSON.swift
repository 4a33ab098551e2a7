/// A line's JSON, indented for a terminal: lines of tokens, each with what it is.
package struct PrettyJSON: Sendable, Hashable {
    /// What a token is, for its colour.
    package enum Kind: Sendable, Hashable {
        case key
        case string
        case number
        /// `true`, `false`, `null`
        case literal
        /// Brackets, commas, colons, with the blank behind them.
        case punctuation
        /// What stands around the JSON in the line.
        case plain
    }

    /// A piece of a line.
    package struct Token: Sendable, Hashable {
        /// As it was written, quotes and escapes included.
        package var text: String
        /// What it is.
        package var kind: Kind
    }

    /// A line of the result.
    package struct Line: Sendable, Hashable {
        /// How deep it is: 0 is the outermost.
        package var depth: Int
        /// Its pieces, one after the other.
        package var tokens: [Token]

        /// The text with two blanks for each step in depth.
        package var text: String { String(repeating: "  ", count: depth) + tokens.map(\.text).joined() }
    }

    /// The lines: what stands before the JSON, the JSON, what stands behind it.
    package var lines: [Line]
    /// Whether there were more lines than asked for.
    package var isCut = false
}

/// The JSON of a line, or the JSON part of one such as `2026-… INFO {"a":1}`, indented; nil where there is none.
///
/// An object is looked for anywhere in the line, a list only where the line begins, as `[12]` in the midst of one is a
/// process. One that is not complete is none. At most `limit` lines come out.
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
