import Diagnostics
import YAMLTree

/// How far a load is: rows of a firm.
struct LoadProgress: Hashable, Sendable {
    var firm: String
    var done: Int
    var total: Int
}

extension SeedSet {
    /// Makes the schema and loads every row, in one transaction after the migrations.
    /// - Parameters:
    ///   - scans: what the scanner says, by the documents' SHA-256; the others are `pending`.
    ///   - progress: called after each file.
    /// - Throws: `SeedingError.badSeed` with every problem that was found, each at its file and line.
    func load(
        into link: PostgresLink,
        scans: [String: String],
        progress: @escaping @Sendable (LoadProgress) -> Void
    ) async throws {
        try await Migrator(link).run(migrations)
        let catalogue = try await Catalogue.read(link)
        let texts = try checkedTexts(catalogue)
        _ = try await link.run("BEGIN")
        do {
            try await copy(texts, catalogue, link, scans, progress)
            try await runChecks(link)
            _ = try await link.run("COMMIT")
        } catch {
            _ = try? await link.run("ROLLBACK")
            throw error
        }
    }

    // MARK: Before anything is sent

    /// The files' texts, once their form and their columns are known to be right.
    private func checkedTexts(_ catalogue: Catalogue) throws(SeedingError) -> [TableFile: CSVText] {
        var texts: [TableFile: CSVText] = [:]
        var problems: [Diagnostic] = []
        for table in tables {
            let bytes: [UInt8]
            do { bytes = try LocalFiles().read(table.path, limit: TableFile.sizeLimit) } catch {
                let (code, message) = error.described(name: table.display, limit: TableFile.sizeLimit)
                problems.append(table.problem(code, message, line: 1))
                continue
            }
            let text = CSVText(bytes: bytes)
            texts[table] = text
            problems += table.problems(in: text)
            problems += columnProblems(table, text, catalogue)
        }
        guard problems.isEmpty else { throw Self.badSeed(problems) }
        return texts
    }

    private func columnProblems(_ file: TableFile, _ text: CSVText, _ catalogue: Catalogue) -> [Diagnostic] {
        guard let table = catalogue.tables[file.table] else {
            return [
                file.problem(
                    "unknown-table",
                    "the schema has no table '\(file.table)'",
                    line: 1,
                    hint: didYouMean(file.table, catalogue.tables.keys.sorted())
                )
            ]
        }
        let names = table.columns.map(\.name)
        var reader = CSVText.Reader(text)
        guard let header = try? reader.next() else { return [] }
        return zip(file.columns, header.fields).compactMap { column, field in
            if column == TableFile.fileColumn, file.table == manifest.documents.table { return nil }
            guard !names.contains(column) else { return nil }
            return file.problem(
                "unknown-column",
                "the table '\(file.table)' has no column '\(column)'",
                line: 1,
                column: text.column(of: field, in: header),
                length: column.count,
                hint: didYouMean(column, names)
            )
        }
    }

    static func badSeed(_ problems: [Diagnostic]) -> SeedingError {
        SeedingError(
            .badSeed,
            "the seed data has errors",
            remedy: "mend them, then try again; nothing was changed",
            diagnostics: problems.inReadingOrder()
        )
    }

    // MARK: Copying

    private func copy(
        _ texts: [TableFile: CSVText],
        _ catalogue: Catalogue,
        _ link: PostgresLink,
        _ scans: [String: String],
        _ progress: @Sendable (LoadProgress) -> Void
    ) async throws {
        var problems: [Diagnostic] = []
        var done: [String: Int] = [:]
        let totals = tables.reduce(into: [String: Int]()) { sums, file in sums[file.firm, default: 0] += rowCount(file)
        }
        for table in catalogue.loadOrder {
            for file in tables where file.table == table {
                guard let text = texts[file], let columns = catalogue.tables[table]?.columns else { continue }
                let source = CopySource(
                    CopyText(text, rules(file, columns, scans)),
                    copies: scaledTable(table) == nil ? 1 : scale
                )
                _ = try await link.run("SAVEPOINT file")
                do {
                    let rows = try await link.copyIn(copyStatement(file)) { source.next() }
                    _ = try await link.run("RELEASE SAVEPOINT file")
                    done[file.firm, default: 0] += rows
                    progress(LoadProgress(firm: file.firm, done: done[file.firm] ?? 0, total: totals[file.firm] ?? 0))
                } catch let failure as PostgresFailure where !failure.sqlState.isEmpty {
                    // What a row points at may be missing only because its own file was refused.
                    if problems.isEmpty || failure.sqlState != PostgresFailure.foreignKeyViolation {
                        problems.append(RowProblem(file, text, failure).diagnostic)
                    }
                    _ = try await link.run("ROLLBACK TO SAVEPOINT file")
                }
            }
        }
        guard problems.isEmpty else { throw Self.badSeed(problems) }
    }

    private func rowCount(_ file: TableFile) -> Int { file.lineCount * (scaledTable(file.table) == nil ? 1 : scale) }

    private func copyStatement(_ file: TableFile) -> String {
        let documents = manifest.documents
        let columns = file.columns.flatMap { column in
            column == TableFile.fileColumn
                ? [documents.keyColumn, documents.sha256Column, documents.sizeColumn, documents.scanColumn] : [column]
        }
        let list = columns.map { PostgresName.quoted($0) }.joined(separator: ", ")
        return "COPY \(PostgresName.quoted(file.table)) (\(list)) FROM STDIN (FORMAT csv)"
    }

    private func rules(_ file: TableFile, _ columns: [Catalogue.Column], _ scans: [String: String]) -> CopyText.Rules {
        var rules = CopyText.Rules()
        rules.shift = shift
        let dates = Set(columns.filter(\.isDate).map(\.name))
        rules.dates = Set(file.columns.indices.filter { dates.contains(file.columns[$0]) })
        if let scaled = scaledTable(file.table) {
            rules.ids = Set(scaled.ids.compactMap { file.columns.firstIndex(of: $0) })
            rules.texts = Set(scaled.texts.compactMap { file.columns.firstIndex(of: $0) })
        }
        guard file.table == manifest.documents.table, let column = file.columns.firstIndex(of: TableFile.fileColumn)
        else {
            return rules
        }
        rules.fileColumn = column
        rules.idColumn = file.columns.firstIndex(of: "id")
        for document in documents where document.firm == file.firm {
            let name = document.name.split(separator: "/").last.map(String.init) ?? document.name
            let scan = scans[document.sha256] ?? "pending"
            // One quoted cell with the id in its middle: "<slug>/documents/<id>/<name>".
            let tail = CSVText.quoted("/\(name)").dropFirst()
            rules.documents[document.name] = (
                "\"\(document.firm)/documents/", "\(tail),\(document.sha256),\(document.size),\(scan)"
            )
        }
        return rules
    }

    // MARK: Checking

    /// Asks every check; each must return nothing.
    private func runChecks(_ link: PostgresLink) async throws {
        var problems: [Diagnostic] = []
        for check in checks {
            _ = try await link.run("SAVEPOINT checking")
            do {
                let answer = try await link.runScript(check.text)
                _ = try await link.run("RELEASE SAVEPOINT checking")
                guard !answer.rows.isEmpty else { continue }
                let shown = answer.rows.prefix(3).map { row in
                    zip(answer.columns, row).map { "\($0) \($1 ?? "null")" }.joined(separator: ", ")
                }
                let more = answer.rows.count > 3 ? "; \(answer.rows.count) rows in all" : ""
                let message = "the check fails: \(shown.joined(separator: "; "))\(more)"
                problems.append(check.problem("check-failed", message, position: nil))
            } catch let failure as PostgresFailure where !failure.sqlState.isEmpty {
                problems.append(
                    check.problem("bad-check", failure.message, position: failure.position, hint: failure.hint)
                )
                _ = try await link.run("ROLLBACK TO SAVEPOINT checking")
            }
        }
        guard problems.isEmpty else { throw Self.badSeed(problems) }
    }
}
