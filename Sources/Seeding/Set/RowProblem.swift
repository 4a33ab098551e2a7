import Diagnostics

/// Maps a server error to its location in a CSV file.
struct RowProblem {
    private let file: TableFile
    private let text: CSVText
    private let failure: PostgresFailure
    private let place: (record: CSVText.Record, column: Int?)?

    init(_ table: CheckedTable, _ failure: PostgresFailure) {
        file = table.file
        text = (try? table.contents()) ?? CSVText(bytes: [])
        self.failure = failure
        place = Self.place(file, text, failure)
    }

    var isPlaced: Bool { place != nil }

    var diagnostic: Diagnostic {
        guard let place else { return file.problem(code, failure.described, line: 1, hint: failure.hint) }
        guard let column = place.column else {
            return file.problem(code, failure.described, line: place.record.line, hint: failure.hint)
        }
        return file.problem(code, failure.described, text, place.record, column, hint: failure.hint)
    }

    private var code: Diagnostic.Code {
        switch failure.sqlState {
        case PostgresFailure.foreignKeyViolation: "foreign-key"
        case "23505": "duplicate-key"
        case "23502": "missing-value"
        case "23514": "check-violation"
        case _ where failure.sqlState.hasPrefix("22"): "bad-value"
        default: "refused-row"
        }
    }

    // MARK: Location

    private static func place(_ file: TableFile, _ text: CSVText, _ failure: PostgresFailure) -> (CSVText.Record, Int?)?
    {
        if let context = CopyContext(failure.context) {
            guard let record = record(ofLine: context.line, text) else { return nil }
            let name = context.column ?? failure.column
            return (record, name.flatMap { file.columns.firstIndex(of: $0) })
        }
        return FailedKey(failure.detail).flatMap { record(with: $0, file, text) }
    }

    /// Returns the record at a line of the sent rows.
    /// - Parameter line: from 1, without the header, counted across all copies. The server reports a record's last
    ///   line.
    private static func record(ofLine line: Int, _ text: CSVText) -> CSVText.Record? {
        var reader = CSVText.Reader(text)
        guard let header = try? reader.next(), let first = try? reader.next() else { return nil }
        let bytes = text.bytes[header.range.upperBound...]
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + (bytes.last == UInt8(ascii: "\n") ? 0 : 1)
        let wanted = (line - 1) % lines + first.line
        var found = first
        while let record = try? reader.next(), record.line <= wanted { found = record }
        return found
    }

    /// Returns the first record with a key. For a scaled copy, that is the original row, which has the same problem.
    private static func record(with key: FailedKey, _ file: TableFile, _ text: CSVText) -> (CSVText.Record, Int?)? {
        let columns = key.columns.compactMap { file.columns.firstIndex(of: $0) }
        guard columns.count == key.columns.count else { return nil }
        var reader = CSVText.Reader(text)
        _ = try? reader.next()
        while let record = try? reader.next() {
            let isFound = zip(columns, key.values).allSatisfy { column, value in
                text.text(record.fields[column]).lowercased() == value.lowercased()
            }
            if isFound { return (record, columns.last) }
        }
        return nil
    }
}

/// An error context such as `COPY clients, line 7, column kind: "x"`, which may follow the contexts of functions.
/// Source: PostgreSQL 16, CopyFromErrorCallback.
struct CopyContext: Hashable, Sendable {
    var line: Int
    var column: String?

    init?(_ context: String?) {
        guard let text = context?.split(separator: "\n").last(where: { $0.hasPrefix("COPY ") }),
            let start = text.firstRange(of: ", line ")
        else { return nil }
        let digits = text[start.upperBound...].prefix { $0.isNumber }
        guard let line = Int(digits), line > 0 else { return nil }
        self.line = line
        let rest = text[digits.endIndex...]
        guard rest.hasPrefix(", column ") else { return }
        column = String(rest.dropFirst(9).prefix { $0 != ":" })
    }
}

/// An error detail such as `Key (firm_id, client_id)=(1, 2) is not present in table "clients".` Source: PostgreSQL 16,
/// ri_ReportViolation.
struct FailedKey: Hashable, Sendable {
    var columns: [String]
    var values: [String]

    init?(_ detail: String?) {
        guard let detail, detail.hasPrefix("Key ("), let middle = detail.firstRange(of: ")=("),
            let end = detail[middle.upperBound...].firstRange(of: ") ")
        else { return nil }
        columns = detail.dropFirst(5)[..<middle.lowerBound].split(separator: ", ").map(String.init)
        values = detail[middle.upperBound..<end.lowerBound].split(separator: ", ").map(String.init)
        guard columns.count == values.count else { return nil }
    }
}

extension PostgresFailure {
    /// The message with its detail.
    var described: String { [message, detail].compactMap(\.self).joined(separator: ": ") }
}
