/// A CSV file whose records keep their source positions. Source: RFC 4180, with `\n` or `\r\n` as line break.
///
/// Fields are ranges of the file's bytes including quotes, because most fields are copied to the server unchanged.
struct CSVText: Sendable {
    /// A CSV syntax error.
    struct Problem: Error, Hashable, Sendable {
        var code: String
        var message: String
        /// The line, from 1.
        var line: Int
        /// The column in characters, from 1.
        var column: Int
    }

    /// The fields of a row or of the header.
    struct Record: Hashable, Sendable {
        /// The line of the first field, from 1.
        var line: Int
        /// An empty line is a record with one empty field.
        var fields: [Range<Int>]
        /// The bytes of the record including the newline.
        var range: Range<Int>
    }

    let bytes: [UInt8]

    /// Returns a field's text without quotes.
    func text(_ field: Range<Int>) -> String {
        guard field.count >= 2, bytes[field.lowerBound] == UInt8(ascii: "\"") else {
            return String(decoding: bytes[field], as: UTF8.self)
        }
        var inner: [UInt8] = []
        var index = field.lowerBound + 1
        while index < field.upperBound - 1 {
            inner.append(bytes[index])
            index += bytes[index] == UInt8(ascii: "\"") ? 2 : 1
        }
        return String(decoding: inner, as: UTF8.self)
    }

    /// Returns a text as a quoted field.
    static func quoted(_ text: String) -> String {
        let quote = UInt8(ascii: "\"")
        let inner = text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
        return "\"\(String(decoding: inner, as: UTF8.self))\""
    }

    /// Returns the line at which a field starts, and its column in characters, both from 1.
    func place(of field: Range<Int>, in record: Record) -> (line: Int, column: Int) {
        let before = bytes[record.range.lowerBound..<field.lowerBound]
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? before.startIndex
        let line = record.line + before.count { $0 == UInt8(ascii: "\n") }
        return (line, Self.characters(before[start...]) + 1)
    }

    /// The number of characters in a field, including quotes.
    func length(of field: Range<Int>) -> Int { Self.characters(bytes[field]) }

    /// Counts characters by skipping continuation bytes. Source: RFC 3629, section 3.
    fileprivate static func characters(_ bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }
}

extension CSVText {
    /// Reads records one by one.
    struct Reader {
        private let bytes: [UInt8]
        private var index = 0
        private var line = 1
        private var lineStart = 0
        /// The field count of the last record, used to reserve capacity for the next one.
        private var width = 1

        init(_ text: CSVText) { bytes = text.bytes }

        /// Returns the next record, or nil at the end. Must not be called again after it has thrown.
        mutating func next() throws(Problem) -> Record? {
            guard index < bytes.count else { return nil }
            let start = index
            let first = line
            var fields: [Range<Int>] = []
            fields.reserveCapacity(width)
            while true {
                fields.append(try field())
                guard index < bytes.count else { break }
                if bytes[index] == UInt8(ascii: ",") {
                    index += 1
                } else {
                    try newline()
                    break
                }
            }
            width = fields.count
            return Record(line: first, fields: fields, range: start..<index)
        }

        /// Reads a field up to a comma, a newline or the end of the text.
        private mutating func field() throws(Problem) -> Range<Int> {
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return try plainField() }
            let (start, opening) = (index, self)
            index += 1
            while true {
                guard index < bytes.count else { throw opening.problem("open-quote", "a quoted field is not closed") }
                switch bytes[index] {
                case UInt8(ascii: "\""):
                    index += 1
                    guard index < bytes.count else { return start..<index }
                    switch bytes[index] {
                    case UInt8(ascii: "\""): index += 1
                    case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return start..<index
                    default: throw problem("stray-quote", "text follows the end of a quoted field")
                    }
                case UInt8(ascii: "\n"):
                    index += 1
                    line += 1
                    lineStart = index
                default: index += 1
                }
            }
        }

        private mutating func plainField() throws(Problem) -> Range<Int> {
            let start = index
            while index < bytes.count {
                switch bytes[index] {
                case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return start..<index
                case UInt8(ascii: "\""):
                    throw problem("stray-quote", "an unquoted field contains a quote")
                default: index += 1
                }
            }
            return start..<index
        }

        private mutating func newline() throws(Problem) {
            if bytes[index] == UInt8(ascii: "\r") {
                guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n") else {
                    throw problem("stray-return", "a carriage return outside quotes is not followed by a newline")
                }
                index += 1
            }
            index += 1
            line += 1
            lineStart = index
        }

        private func problem(_ code: String, _ message: String) -> Problem {
            let column = CSVText.characters(bytes[lineStart..<index]) + 1
            return Problem(code: code, message: message, line: line, column: column)
        }
    }
}
