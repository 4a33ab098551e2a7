/// The records of a CSV file, with their places. Source: RFC 4180, with `\n` or `\r\n` at the end of a line.
///
/// Fields are ranges of the file's bytes, quotes included: most are sent on as they are.
struct CSVText: Sendable {
    /// A byte sequence that is no CSV.
    struct Problem: Error, Hashable, Sendable {
        var code: String
        var message: String
        /// From 1; the column in bytes.
        var line: Int
        var column: Int
    }

    struct Record: Hashable, Sendable {
        /// Of the first field, from 1.
        var line: Int
        var fields: [Range<Int>]
        /// With the newline.
        var range: Range<Int>
    }

    let bytes: [UInt8]

    /// Reads records one by one.
    struct Reader {
        private let bytes: [UInt8]
        private var index = 0
        private var line = 1
        private var lineStart = 0

        init(_ text: CSVText) { bytes = text.bytes }

        /// The next record; nil at the end. Empty lines are no records.
        mutating func next() throws(Problem) -> Record? {
            while index < bytes.count, bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") {
                skipNewline()
            }
            guard index < bytes.count else { return nil }
            let start = index
            let first = line
            var fields: [Range<Int>] = []
            while true {
                fields.append(try field())
                guard index < bytes.count else { break }
                if bytes[index] == UInt8(ascii: ",") {
                    index += 1
                } else {
                    skipNewline()
                    break
                }
            }
            return Record(line: first, fields: fields, range: start..<index)
        }

        private mutating func field() throws(Problem) -> Range<Int> {
            let start = index
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                while index < bytes.count {
                    switch bytes[index] {
                    case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return start..<index
                    case UInt8(ascii: "\""):
                        throw problem("stray-quote", "a quote stands inside of a field that is not quoted")
                    default: index += 1
                    }
                }
                return start..<index
            }
            let opening = (line, index - lineStart + 1)
            index += 1
            while true {
                guard index < bytes.count else {
                    throw Problem(
                        code: "open-quote",
                        message: "a quoted field has no end",
                        line: opening.0,
                        column: opening.1
                    )
                }
                switch bytes[index] {
                case UInt8(ascii: "\""):
                    index += 1
                    if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                        index += 1
                        continue
                    }
                    if index < bytes.count, ![UInt8(ascii: ","), 10, 13].contains(bytes[index]) {
                        throw problem("stray-quote", "text follows the end of a quoted field")
                    }
                    return start..<index
                case UInt8(ascii: "\n"):
                    index += 1
                    line += 1
                    lineStart = index
                default: index += 1
                }
            }
        }

        private mutating func skipNewline() {
            if bytes[index] == UInt8(ascii: "\r") { index += 1 }
            if index < bytes.count, bytes[index] == UInt8(ascii: "\n") { index += 1 }
            line += 1
            lineStart = index
        }

        private func problem(_ code: String, _ message: String) -> Problem {
            Problem(code: code, message: message, line: line, column: index - lineStart + 1)
        }
    }

    /// A field's text without its quotes.
    func text(_ field: Range<Int>) -> String {
        guard field.count >= 2, bytes[field.lowerBound] == UInt8(ascii: "\"") else {
            return String(decoding: bytes[field], as: UTF8.self)
        }
        let inner = String(decoding: bytes[field.lowerBound + 1..<field.upperBound - 1], as: UTF8.self)
        return inner.split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"")
    }

    /// A text as a field.
    static func quoted(_ text: String) -> String {
        "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
