/// The records of a CSV file, with their places. Source: RFC 4180, with `\n` or `\r\n` at the end of a line.
///
/// Fields are ranges of the file's bytes, quotes included: most are sent on as they are.
struct CSVText: Sendable {
    /// A byte sequence that is no CSV.
    struct Problem: Error, Hashable, Sendable {
        var code: String
        var message: String
        /// From 1; the column in characters.
        var line: Int
        var column: Int
    }

    /// The fields of a row, or of the header.
    struct Record: Hashable, Sendable {
        /// Of the first field, from 1.
        var line: Int
        /// An empty line is a record with one empty field.
        var fields: [Range<Int>]
        /// With the newline.
        var range: Range<Int>
    }

    let bytes: [UInt8]

    /// A field's text without its quotes.
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

    /// A text as a field.
    static func quoted(_ text: String) -> String {
        let quote = UInt8(ascii: "\"")
        let inner = text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
        return "\"\(String(decoding: inner, as: UTF8.self))\""
    }

    /// Where a field of a record begins, in characters from 1. Exact where the record is one line.
    func column(of field: Range<Int>, in record: Record) -> Int {
        let start = bytes[record.range.lowerBound..<field.lowerBound].lastIndex(of: UInt8(ascii: "\n"))
        return Self.characters(bytes[(start.map { $0 + 1 } ?? record.range.lowerBound)..<field.lowerBound]) + 1
    }

    /// How many characters stand in a field, quotes included.
    func length(of field: Range<Int>) -> Int { Self.characters(bytes[field]) }

    /// Continuation bytes are no characters of their own. Source: RFC 3629, 3.
    fileprivate static func characters(_ bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }
}

extension CSVText {
    /// Reads records one by one.
    struct Reader {
        private let bytes: [UInt8]
        private var index = 0
        private var line = 1
        private var lineStart = 0
        /// Of the last record: the next one most often has as many.
        private var width = 1

        init(_ text: CSVText) { bytes = text.bytes }

        /// The next record; nil at the end. After a problem there is no next one.
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

        /// Ends before a comma, before a newline, or at the end of the text.
        private mutating func field() throws(Problem) -> Range<Int> {
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return try plainField() }
            let (start, opening) = (index, self)
            index += 1
            while true {
                guard index < bytes.count else { throw opening.problem("open-quote", "a quoted field has no end") }
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
                    throw problem("stray-quote", "a quote stands inside of a field that is not quoted")
                default: index += 1
                }
            }
            return start..<index
        }

        private mutating func newline() throws(Problem) {
            if bytes[index] == UInt8(ascii: "\r") {
                guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n") else {
                    throw problem("stray-return", "a carriage return stands outside of quotes and ends no line")
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
