import Diagnostics
import YAMLTree

/// A CSV file with a firm's rows of a table.
struct TableFile: Hashable, Sendable {
    var firm: String
    var table: String
    /// The absolute path.
    var path: String
    /// The path to show in messages.
    var display: String
    var columns: [String] = []

    /// The maximum size of a file in bytes.
    static let sizeLimit = 256 << 20

    /// The pseudo-column that names a document's file.
    static let fileColumn = "@file"

    /// Precedes the number of a further file of the same table: `clients.csv`, `clients@2.csv`.
    static let partMark = "@"

    /// Returns the table of a file of this name.
    static func table(ofFile name: String) -> String {
        let stem = name.dropLast(4)
        guard let mark = stem.lastIndex(of: "@"), Int(stem[stem.index(after: mark)...]) != nil else {
            return String(stem)
        }
        return String(stem[..<mark])
    }

    /// Checks the encoding and reads the header into ``columns``. Adds what it finds to `problems`.
    /// - Returns: whether there is a usable header.
    mutating func readHeader(_ text: CSVText, _ problems: inout [Diagnostic]) -> Bool {
        if text.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            let hint = "save it as UTF-8 without one"
            problems.append(problem("byte-order-mark", "the file begins with a byte order mark", line: 1, hint: hint))
            return false
        }
        do throws(TextCheck.Problem) { _ = try TextCheck.text(of: text.bytes) } catch {
            problems.append(
                problem(error.code, error.message, line: error.line, column: error.column, hint: error.hint)
            )
            return false
        }
        var reader = CSVText.Reader(text)
        do throws(CSVText.Problem) {
            guard let header = try reader.next() else {
                problems.append(problem("empty-file", "the file is empty; its header is missing", line: 1))
                return false
            }
            columns = header.fields.map(text.text)
            if columns.count == 1, let mark = columns[0].first(where: { ";\t|".contains($0) }) {
                let name = mark == "\t" ? "tabs" : "'\(mark)'"
                let hint = "save it with commas between the fields"
                problems.append(problem("wrong-separator", "the fields are separated by \(name)", line: 1, hint: hint))
                return false
            }
            for (index, column) in columns.enumerated() where columns.firstIndex(of: column) != index {
                let message = "the column '\(column)' is given twice"
                problems.append(problem("duplicate-column", message, text, header, index))
            }
            return true
        } catch {
            problems.append(problem(error))
            return false
        }
    }

    // MARK: Problems

    func problem(
        _ code: Diagnostic.Code,
        _ message: String,
        line: Int,
        column: Int = 1,
        length: Int = 1,
        hint: String? = nil
    ) -> Diagnostic {
        let place = SourceLocation(file: display, line: line, column: column)
        return Diagnostic(.error, code, message, at: place, length: length, hint: hint)
    }

    func problem(
        _ code: Diagnostic.Code,
        _ message: String,
        _ text: CSVText,
        _ record: CSVText.Record,
        _ index: Int,
        hint: String? = nil
    ) -> Diagnostic {
        let field = record.fields[index]
        let (line, column) = text.place(of: field, in: record)
        return problem(code, message, line: line, column: column, length: text.length(of: field), hint: hint)
    }

    func problem(_ problem: CSVText.Problem) -> Diagnostic {
        let code = Diagnostic.Code(stringLiteral: problem.code)
        return self.problem(code, problem.message, line: problem.line, column: problem.column)
    }
}
