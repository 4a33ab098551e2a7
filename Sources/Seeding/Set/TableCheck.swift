import Diagnostics
import Foundations
import YAMLTree

/// A well-formed file whose columns exist in the schema.
struct CheckedTable: Sendable {
    var file: TableFile
    /// The file's text, unless that is read again because the files are too large to be kept together.
    var text: CSVText?
    /// The number of records after the header.
    var rows: Int

    /// Returns the file's text.
    func contents() throws(FileAccessError) -> CSVText {
        if let text { return text }
        return CSVText(bytes: try LocalFiles().read(file.path, limit: TableFile.sizeLimit))
    }
}

/// Checks every row of every file before loading. This finds problems that the server would report only one file at a
/// time, and problems that it cannot know of.
struct TableCheck {
    private let set: SeedSet
    private let catalogue: Catalogue
    /// The maximum number of row problems to report per file.
    private static let problemLimit = 20
    /// The total size of the files that are kept in memory for loading, in bytes.
    private static let memory = 64 << 20

    init(_ set: SeedSet, _ catalogue: Catalogue) {
        self.set = set
        self.catalogue = catalogue
    }

    /// - Throws: `SeedingError.badSeed` with the problems of all files.
    func run() throws(SeedingError) -> [CheckedTable] {
        var checked: [CheckedTable] = []
        var size = 0
        var problems = manifestProblems
        for file in set.tables {
            do throws(FileAccessError) {
                let text = CSVText(bytes: try LocalFiles().read(file.path, limit: TableFile.sizeLimit))
                let isKnown = checkColumns(file, text, &problems)
                let rows = checkRows(file, text, &problems)
                guard isKnown else { continue }
                size += text.bytes.count
                checked.append(CheckedTable(file: file, text: size > Self.memory ? nil : text, rows: rows))
            } catch {
                let (code, message) = error.described(name: file.display, limit: TableFile.sizeLimit)
                problems.append(file.problem(code, message, line: 1))
            }
        }
        guard problems.isEmpty else { throw SeedSet.badSeed(problems) }
        return checked
    }

    // MARK: Names

    /// Problems with tables and columns that the manifest names but the schema lacks.
    private var manifestProblems: [Diagnostic] {
        let manifest = set.manifest
        let documents = manifest.documents
        var found: [Diagnostic] = []
        for (name, keys) in [(manifest.firmTable, "tenant.table"), (documents.table, "documents.table")]
        where catalogue.tables[name] == nil {
            let (code, message, hint) = unknownTable(name)
            found.append(manifest.problem(code, message, at: keys, hint: hint))
        }
        found += tenantProblems
        for (name, column) in manifest.pastOnly.sorted(by: { $0.key < $1.key }) {
            guard let table = catalogue.tables[name], !table.columns.contains(where: { $0.name == column && $0.isDate })
            else { continue }
            let dates = table.columns.filter(\.isDate).map(\.name)
            let message = "the table '\(name)' has no column '\(column)' with a date"
            found.append(
                manifest.problem("unknown-column", message, at: "past_only.\(name)", hint: didYouMean(column, dates))
            )
        }
        guard let table = catalogue.tables[documents.table] else { return found }
        let names = table.columns.map(\.name)
        let columns = [
            ("key", documents.keyColumn), ("sha256", documents.sha256Column), ("size", documents.sizeColumn),
            ("scan", documents.scanColumn),
        ]
        for (key, name) in columns where !names.contains(name) {
            let message = "the table '\(table.name)' has no column '\(name)'"
            let hint = didYouMean(name, names)
            found.append(manifest.problem("unknown-column", message, at: "documents.columns.\(key)", hint: hint))
        }
        return found
    }

    /// Problems if the firms' table lacks a required column, or if no table has the column that refers to a firm.
    private var tenantProblems: [Diagnostic] {
        let manifest = set.manifest
        guard let firms = catalogue.tables[manifest.firmTable] else { return [] }
        var found: [Diagnostic] = []
        let missing = ["id", "slug", "name"].filter { name in !firms.columns.contains { $0.name == name } }
        if !missing.isEmpty {
            let names = missing.map { "'\($0)'" }.joined(separator: ", ")
            let message =
                "the table '\(manifest.firmTable)' has no column \(names); a firm needs an id, slug and name"
            found.append(manifest.problem("unknown-column", message, at: "tenant.table"))
        }
        let others = catalogue.tables.values.filter { $0.name != manifest.firmTable }.flatMap { $0.columns.map(\.name) }
        if !others.contains(manifest.firmColumn) {
            let message = "no table has a column '\(manifest.firmColumn)' that assigns its rows to a firm"
            let hint = didYouMean(manifest.firmColumn, Set(others).sorted())
            found.append(manifest.problem("unknown-column", message, at: "tenant.column", hint: hint))
        }
        return found
    }

    private func unknownTable(_ name: String) -> (code: Diagnostic.Code, message: String, hint: String?) {
        ("unknown-table", "the schema has no table '\(name)'", didYouMean(name, catalogue.tables.keys.sorted()))
    }

    private func checkColumns(_ file: TableFile, _ text: CSVText, _ problems: inout [Diagnostic]) -> Bool {
        guard let table = catalogue.tables[file.table] else {
            let (code, message, hint) = unknownTable(file.table)
            problems.append(file.problem(code, message, line: 1, hint: hint))
            return false
        }
        var reader = CSVText.Reader(text)
        guard let header = try? reader.next() else { return false }
        let computed = set.computedColumns(of: file)
        for (index, name) in file.columns.enumerated() where name != TableFile.fileColumn || computed.isEmpty {
            if let column = table.columns.first(where: { $0.name == name }) {
                if column.isGenerated {
                    let message = "the column '\(name)' is generated by the server"
                    problems.append(file.problem("generated-column", message, text, header, index))
                } else if computed.contains(name) {
                    let message = "the column '\(name)' is computed from \(TableFile.fileColumn)"
                    problems.append(file.problem("computed-column", message, text, header, index))
                }
            } else {
                let message = "the table '\(file.table)' has no column '\(name)'"
                let hint = didYouMean(name, table.columns.map(\.name))
                problems.append(file.problem("unknown-column", message, text, header, index, hint: hint))
            }
        }
        return true
    }

    // MARK: Rows

    /// Checks the rows of a file.
    /// - Returns: the number of rows.
    private func checkRows(_ file: TableFile, _ text: CSVText, _ problems: inout [Diagnostic]) -> Int {
        let firm = file.columns.firstIndex(of: set.manifest.firmColumn)
        let ids = set.scale > 1 ? set.scaledTable(file.table).map { $0.ids } ?? [] : []
        let idColumns = ids.compactMap { file.columns.firstIndex(of: $0) }
        let mayHaveEndMark = text.bytes.contains(UInt8(ascii: "\\"))
        var found: [Diagnostic] = []
        var reader = CSVText.Reader(text)
        var rows = 0
        do throws(CSVText.Problem) {
            _ = try reader.next()
            while let record = try reader.next(), found.count < Self.problemLimit {
                rows += 1
                guard record.fields.count == file.columns.count else {
                    found.append(shapeProblem(file, text, record))
                    continue
                }
                if mayHaveEndMark, let problem = endMark(file, text, record) { found.append(problem) }
                if let firm, let problem = otherFirm(file, text, record, firm) { found.append(problem) }
                for column in idColumns where CopyText.isBadID(text.bytes[record.fields[column]]) {
                    let message = "--scale requires ids that are UUIDs with 8000 as the third group"
                    found.append(file.problem("bad-id", message, text, record, column))
                }
            }
        } catch { found.append(file.problem(error)) }
        problems += found
        return rows
    }

    private func shapeProblem(_ file: TableFile, _ text: CSVText, _ record: CSVText.Record) -> Diagnostic {
        let (count, wanted) = (record.fields.count, file.columns.count)
        if count == 1, record.fields[0].isEmpty {
            return file.problem("empty-line", "an empty line is not a row", line: record.line)
        }
        let message = "\(count.counted("field")), but the header has \(wanted)"
        // Points to the first surplus field, or to the last one if fields are missing.
        return file.problem("wrong-field-count", message, text, record, min(count - 1, wanted))
    }

    /// Reports a line that consists of `\.`, which the server treats as the end of the data, even within quotes.
    private func endMark(_ file: TableFile, _ text: CSVText, _ record: CSVText.Record) -> Diagnostic? {
        var line = record.line
        var start = record.range.lowerBound
        while start + 1 < record.range.upperBound {
            let end = text.bytes[start..<record.range.upperBound].firstIndex(of: UInt8(ascii: "\n"))
            let content = text.bytes[start..<(end ?? record.range.upperBound)]
            if content.elementsEqual(#"\."#.utf8) || content.elementsEqual("\\.\r".utf8) {
                return file.problem("end-mark", #"a line with only \. marks the end of data in COPY"#, line: line)
            }
            guard let end else { return nil }
            line += 1
            start = end + 1
        }
        return nil
    }

    /// Reports a row in a firm's folder that belongs to another firm. It would be reset and removed with that firm.
    private func otherFirm(_ file: TableFile, _ text: CSVText, _ record: CSVText.Record, _ column: Int) -> Diagnostic? {
        let field = record.fields[column]
        guard let id = set.firmIDs[file.firm], !field.isEmpty, !text.bytes[field].elementsEqual(id.utf8),
            text.text(field).lowercased() != id
        else { return nil }
        return file.problem(
            "other-firm",
            "the row does not belong to '\(file.firm)', whose id is \(id)",
            text,
            record,
            column
        )
    }
}
