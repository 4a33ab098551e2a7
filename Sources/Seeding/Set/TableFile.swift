import Diagnostics
import YAMLTree

/// A CSV file with the rows of a firm in a table.
struct TableFile: Hashable, Sendable {
    var firm: String
    var table: String
    /// Absolute.
    var path: String
    /// As people know it.
    var display: String
    /// As the header names them.
    var columns: [String]
    /// Lines after the header: the rows, unless a text spans several.
    var lineCount: Int

    /// The largest file that is read, in bytes.
    static let sizeLimit = 256 * 1024 * 1024

    /// The name of the column that stands for a document's file.
    static let fileColumn = "@file"

    /// Every problem of the file's form, each at its place; the right number of fields in each record, too.
    func problems(in text: CSVText) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var reader = CSVText.Reader(text)
        do {
            while let record = try reader.next() {
                guard record.fields.count != columns.count else { continue }
                found.append(
                    problem(
                        "wrong-field-count",
                        "\(record.fields.count) fields where the header has \(columns.count)",
                        line: record.line
                    )
                )
                if found.count >= 20 { return found }
            }
        } catch {
            found.append(
                problem(
                    Diagnostic.Code(stringLiteral: error.code),
                    error.message,
                    line: error.line,
                    column: error.column
                )
            )
        }
        return found
    }

    func problem(
        _ code: Diagnostic.Code,
        _ message: String,
        line: Int,
        column: Int = 1,
        length: Int = 1,
        hint: String? = nil
    ) -> Diagnostic {
        Diagnostic(
            .error,
            code,
            message,
            at: SourceLocation(file: display, line: line, column: column),
            length: length,
            hint: hint
        )
    }
}
