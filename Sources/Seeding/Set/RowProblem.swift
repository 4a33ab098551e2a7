import Diagnostics

/// Finds the place in a CSV file that the server complains about.
struct RowProblem {
    private let file: TableFile
    private let text: CSVText
    private let failure: PostgresFailure

    init(_ file: TableFile, _ text: CSVText, _ failure: PostgresFailure) {
        self.file = file
        self.text = text
        self.failure = failure
    }

    var diagnostic: Diagnostic {
        let place = place
        return file.problem(
            code,
            [failure.message, failure.detail].compactMap(\.self).joined(separator: ": "),
            line: place?.line ?? 1,
            column: place?.column ?? 1,
            length: place?.length ?? 1,
            hint: failure.hint
        )
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

    private var place: (line: Int, column: Int, length: Int)? {
        if let line = contextNumber { return place(ofLine: line, column: contextColumn) }
        return placeOfKey
    }

    /// `COPY clients, line 7, column kind: "x"`: lines of the data, which begins after the header.
    private var contextNumber: Int? {
        guard let context = failure.context, context.hasPrefix("COPY"),
            let range = context.firstRange(of: ", line ")
        else { return nil }
        return Int(context[range.upperBound...].prefix { $0.isNumber })
    }

    private var contextColumn: String? {
        guard let context = failure.context, let range = context.firstRange(of: ", column ") else {
            return failure.column
        }
        return String(context[range.upperBound...].prefix { $0 != ":" && $0 != "\n" })
    }

    private func place(ofLine line: Int, column: String?) -> (line: Int, column: Int, length: Int)? {
        var reader = CSVText.Reader(text)
        guard let header = try? reader.next() else { return nil }
        let headerLines = text.bytes[header.range].count { $0 == UInt8(ascii: "\n") }
        let dataLines = max(1, file.lineCount)
        // Copies of scaled rows repeat the file's lines.
        let wanted = (line - 1) % dataLines + 1 + headerLines
        var found = header
        while let record = try? reader.next() {
            if record.line > wanted { break }
            found = record
        }
        return place(of: found, column: column)
    }

    private func place(of record: CSVText.Record, column: String?) -> (line: Int, column: Int, length: Int) {
        guard let column, let index = file.columns.firstIndex(of: column), record.fields.indices.contains(index) else {
            return (record.line, 1, 1)
        }
        let field = record.fields[index]
        return (record.line, text.column(of: field, in: record), max(1, field.count))
    }

    /// `Key (firm_id, client_id)=(…, …) is not present in table "clients".`: the first record with that key.
    private var placeOfKey: (line: Int, column: Int, length: Int)? {
        guard let detail = failure.detail, detail.hasPrefix("Key ("), let middle = detail.firstRange(of: ")=(") else {
            return nil
        }
        let names = detail[detail.index(detail.startIndex, offsetBy: 5)..<middle.lowerBound].split(separator: ", ")
        guard let end = detail[middle.upperBound...].firstRange(of: ") ") else { return nil }
        let values = detail[middle.upperBound..<end.lowerBound].split(separator: ", ")
        let columns = names.compactMap { file.columns.firstIndex(of: String($0)) }
        guard columns.count == names.count, values.count == names.count else { return nil }
        var reader = CSVText.Reader(text)
        _ = try? reader.next()
        while let record = try? reader.next() {
            if zip(columns, values).allSatisfy({ text.text(record.fields[$0]) == $1 }) {
                return place(of: record, column: names.last.map(String.init))
            }
        }
        return nil
    }
}
