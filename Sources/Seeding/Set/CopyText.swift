import Foundations

/// The input of `COPY … FROM STDIN (FORMAT csv)` for a file. It is the file itself if nothing changes. Otherwise the
/// rows are rewritten once and then patched at fixed positions for each scaled copy, so a copy costs one memory copy,
/// however many cells change.
struct CopyText: Sendable {
    /// The changes to a file's cells. Columns are indices.
    struct Rules: Sendable {
        /// Columns with dates.
        var dates: Set<Int> = []
        /// The days by which dates move.
        var shift = 0
        /// Columns with ids of scaled rows.
        var ids: Set<Int> = []
        /// Columns with texts that must remain unique.
        var texts: Set<Int> = []
        /// The column that names a document's file.
        var fileColumn: Int?
        /// The column with the row's id.
        var idColumn: Int?
        /// By document name, the cells that replace it: the text before and after the row's id, which is part of the
        /// object's key.
        var documents: [String: (before: String, after: String)] = [:]

        var changesFirstCopy: Bool { shift != 0 && !dates.isEmpty || fileColumn != nil }
    }

    private let text: CSVText
    private let rules: Rules
    /// The offset of the first row, after the header.
    private let start: Int
    /// The rewritten rows for copy numbers of a given number of digits, with the offsets at which the number is
    /// patched.
    private var prepared: (digits: Int, bytes: [UInt8], hexadecimal: [Int], decimal: [Int])?

    /// - Parameter text: a checked file, in which every record has as many fields as the header.
    init(_ text: CSVText, _ rules: Rules) {
        self.text = text
        self.rules = rules
        var reader = CSVText.Reader(text)
        start = (try? reader.next())?.range.upperBound ?? text.bytes.count
    }

    /// Returns the rows of a copy. Copy 0 has the file's own ids.
    mutating func rows(copy: Int) -> ArraySlice<UInt8> {
        if copy == 0, !rules.changesFirstCopy { return text.bytes[start...] }
        let digits = copy == 0 ? 0 : String(copy).utf8.count
        if prepared?.digits != digits { prepare(digits: digits) }
        guard copy > 0, let places = prepared else { return prepared?.bytes[...] ?? [] }
        let hexadecimal = String(copy, radix: 16)
        let id = Array((String(repeating: "0", count: 3 - hexadecimal.utf8.count) + hexadecimal).utf8)
        let number = Array(String(copy).utf8)
        prepared?.bytes.withUnsafeMutableBufferPointer { bytes in
            for place in places.hexadecimal { for index in 0..<3 { bytes[place + index] = id[index] } }
            for place in places.decimal { for index in number.indices { bytes[place + index] = number[index] } }
        }
        return prepared?.bytes[...] ?? []
    }

    // MARK: Preparing

    private mutating func prepare(digits: Int) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.bytes.count + 64)
        var hexadecimal: [Int] = []
        var decimal: [Int] = []
        var reader = CSVText.Reader(text)
        _ = try? reader.next()
        while let record = try? reader.next() {
            for (column, field) in record.fields.enumerated() {
                if column > 0 { bytes.append(UInt8(ascii: ",")) }
                if column == rules.fileColumn {
                    appendDocument(record, field, digits, &bytes, &hexadecimal)
                } else if rules.shift != 0, rules.dates.contains(column) {
                    appendShifted(field, &bytes)
                } else {
                    if digits > 0, rules.ids.contains(column), let place = Self.copyPlace(in: text.bytes[field]) {
                        hexadecimal.append(bytes.count + place)
                    }
                    bytes += text.bytes[field]
                    if digits > 0, rules.texts.contains(column), !field.isEmpty {
                        appendSuffix(digits, &bytes, &decimal)
                    }
                }
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        prepared = (digits, bytes, hexadecimal, decimal)
    }

    private func appendDocument(
        _ record: CSVText.Record,
        _ field: Range<Int>,
        _ digits: Int,
        _ bytes: inout [UInt8],
        _ hexadecimal: inout [Int]
    ) {
        let cells = rules.documents[text.text(field)] ?? ("", "")
        bytes += cells.before.utf8
        if let idColumn = rules.idColumn {
            let id = Array(text.text(record.fields[idColumn]).utf8)
            if digits > 0, let place = Self.copyPlace(in: id[...]) { hexadecimal.append(bytes.count + place) }
            bytes += id
        }
        bytes += cells.after.utf8
    }

    /// Appends a shifted date or timestamp. Leaves other texts unchanged, for the server to report.
    private func appendShifted(_ field: Range<Int>, _ bytes: inout [UInt8]) {
        let quote = text.bytes[field].first == UInt8(ascii: "\"") ? 1 : 0
        let begin = field.lowerBound + quote
        guard begin + 10 <= field.upperBound,
            let day = CalendarDay(String(decoding: text.bytes[begin..<begin + 10], as: UTF8.self))
        else {
            bytes += text.bytes[field]
            return
        }
        bytes += text.bytes[field.lowerBound..<begin]
        bytes += CalendarDay(number: day.number + rules.shift).text.utf8
        bytes += text.bytes[begin + 10..<field.upperBound]
    }

    private func appendSuffix(_ digits: Int, _ bytes: inout [UInt8], _ decimal: inout [Int]) {
        let isQuoted = bytes.last == UInt8(ascii: "\"")
        if isQuoted { bytes.removeLast() }
        bytes.append(UInt8(ascii: "-"))
        decimal.append(bytes.count)
        bytes += repeatElement(UInt8(ascii: "0"), count: digits)
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
    }

    /// Returns the offset of a copy's number in a UUID: the last three digits of the third group. Returns nil if the
    /// field is not such a UUID.
    private static func copyPlace(in field: ArraySlice<UInt8>) -> Int? {
        let quote = field.first == UInt8(ascii: "\"") ? 1 : 0
        guard field.count == 36 + 2 * quote else { return nil }
        let start = field.startIndex + quote + 13
        return field[start..<start + 6].elementsEqual("-8000-".utf8) ? quote + 15 : nil
    }

    /// Returns whether rows with this id cannot be scaled. NULL can.
    static func isBadID(_ field: ArraySlice<UInt8>) -> Bool { !field.isEmpty && copyPlace(in: field) == nil }
}
