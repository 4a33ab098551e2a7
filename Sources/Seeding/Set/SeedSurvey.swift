import Crypto
import Diagnostics
import FoundationEssentials
import YAMLTree

/// Looks at every file of a seed once: what it is, whether it has the right form, and the hash over all of them.
struct SeedSurvey {
    private let manifest: SeedManifest
    private let folder: String
    private let displayFolder: String
    private var hasher = SHA256()
    private(set) var problems: [Diagnostic] = []
    private(set) var migrations: [SQLFile] = []
    private(set) var checks: [SQLFile] = []
    private(set) var tables: [TableFile] = []
    private(set) var documents: [SeedDocument] = []

    init(_ manifest: SeedManifest) {
        self.manifest = manifest
        folder = PathText.directory(of: manifest.path)
        displayFolder = PathText.directory(of: manifest.displayPath)
    }

    /// Over everything that was visited: 64 hexadecimal digits.
    var hash: String { hasher.finalize().hexadecimal }

    /// Lets a text count for the hash.
    mutating func add(_ text: String) { hasher.update(data: Array(text.utf8) + [0]) }

    mutating func visitAll() {
        if let bytes = read(manifest.path) { add("manifest", bytes) }
        migrations = sqlFiles(manifest.migrations)
        if migrations.compactMap(Migration.init).isEmpty {
            report("no-migrations", "no migrations of the form <version>_<description>.sql", manifest.migrations)
        }
        checks = manifest.checks.map { sqlFiles($0) } ?? []
        let optional: [String?] = [manifest.redisQuery, manifest.workflows?.query]
        let queries = optional.compactMap(\.self) + manifest.collections.flatMap { [$0.schema, $0.query] }
        for path in queries { if let bytes = read(path) { add(display(path), bytes) } }
        for firm in manifest.firms { visit(firm) }
        checkScaledTables()
    }

    // MARK: Firms

    private mutating func visit(_ firm: SeedManifest.Firm) {
        for name in names(in: firm.folder) where name.hasSuffix(".csv") {
            let path = "\(firm.folder)/\(name)"
            guard let bytes = read(path) else { continue }
            add("\(firm.slug)/\(name)", bytes)
            let text = CSVText(bytes: bytes)
            guard let table = tableFile(firm, String(name.dropLast(4)), path, text) else { continue }
            tables.append(table)
            if table.table == manifest.documents.table { visitDocuments(table, text, firm) }
        }
        if !tables.contains(where: { $0.firm == firm.slug && $0.table == manifest.firmTable }) {
            report("missing-firm", "the firm has no file \(manifest.firmTable).csv", firm.folder)
        }
    }

    private mutating func tableFile(
        _ firm: SeedManifest.Firm,
        _ name: String,
        _ path: String,
        _ text: CSVText
    ) -> TableFile? {
        var file = TableFile(
            firm: firm.slug,
            table: name,
            path: path,
            display: display(path),
            columns: [],
            lineCount: 0
        )
        if String(validating: text.bytes, as: UTF8.self) == nil || text.bytes.contains(0) {
            problems.append(badText(file, text.bytes))
            return nil
        }
        var reader = CSVText.Reader(text)
        do {
            guard let header = try reader.next() else {
                problems.append(file.problem("empty-file", "the file is empty; its header is missing", line: 1))
                return nil
            }
            file.columns = header.fields.map(text.text)
        } catch {
            problems.append(
                file.problem(.init(stringLiteral: error.code), error.message, line: error.line, column: error.column)
            )
            return nil
        }
        var seen: Set<String> = []
        for column in file.columns where !seen.insert(column).inserted {
            problems.append(file.problem("duplicate-column", "the column '\(column)' is given twice", line: 1))
        }
        file.lineCount = text.bytes.count { $0 == UInt8(ascii: "\n") } - (text.bytes.last == 10 ? 1 : 0)
        return file
    }

    private func badText(_ file: TableFile, _ bytes: [UInt8]) -> Diagnostic {
        do {
            _ = try TextCheck.text(of: bytes)
            return file.problem("nul-byte", "the file contains a NUL byte", line: 1)
        } catch {
            return file.problem(error.code, error.message, line: error.line, column: error.column, hint: error.hint)
        }
    }

    private mutating func visitDocuments(_ table: TableFile, _ text: CSVText, _ firm: SeedManifest.Firm) {
        guard let column = table.columns.firstIndex(of: TableFile.fileColumn) else { return }
        var reader = CSVText.Reader(text)
        _ = try? reader.next()
        while let record = try? reader.next() {
            guard record.fields.count == table.columns.count else { continue }
            let name = text.text(record.fields[column])
            let path = PathText.join("\(firm.folder)/documents", name)
            let place = text.column(of: record.fields[column], in: record)
            func problem(_ code: Diagnostic.Code, _ message: String) -> Diagnostic {
                table.problem(code, message, line: record.line, column: place, length: max(1, name.count))
            }
            guard path.hasPrefix("\(firm.folder)/documents/") else {
                problems.append(problem("bad-path", "'\(name)' leads out of the firm's folder"))
                continue
            }
            do {
                let limit = manifest.documents.sizeLimit
                let bytes = try LocalFiles().read(path, limit: limit)
                let sha256 = SHA256.hash(data: bytes).hexadecimal
                add("\(firm.slug)/documents/\(name) \(sha256)")
                documents.append(
                    SeedDocument(firm: firm.slug, name: name, path: path, sha256: sha256, size: bytes.count)
                )
            } catch {
                let limit = manifest.documents.sizeLimit
                let message: String =
                    switch error.code {
                    case .notFound: "there is no file documents/\(name)"
                    case .tooLarge(let size): "documents/\(name) has \(size) bytes; the limit is \(limit)"
                    default: "documents/\(name) cannot be read: \(error.described(name: name, limit: limit).1)"
                    }
                problems.append(problem(error.described(name: name, limit: limit).0, message))
            }
        }
    }

    private mutating func checkScaledTables() {
        for scaled in manifest.scaled {
            for table in tables where table.table == scaled.table {
                for column in scaled.ids + scaled.texts where !table.columns.contains(column) {
                    report(
                        "unknown-column",
                        "scale: \(scaled.table) has no column '\(column)' in \(table.display)",
                        manifest.path
                    )
                }
            }
        }
    }

    // MARK: Files

    private mutating func sqlFiles(_ directory: String) -> [SQLFile] {
        names(in: directory).filter { $0.hasSuffix(".sql") }.compactMap { name in
            let path = "\(directory)/\(name)"
            guard let bytes = read(path) else { return nil }
            add(display(path), bytes)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                report("invalid-utf8", "the file is not UTF-8", path)
                return nil
            }
            return SQLFile(name: name, display: display(path), text: text)
        }
    }

    private mutating func add(_ name: String, _ bytes: [UInt8]) {
        add("\(name) \(bytes.count)")
        hasher.update(data: bytes)
    }

    private mutating func read(_ path: String) -> [UInt8]? {
        do { return try LocalFiles().read(path, limit: TableFile.sizeLimit) } catch {
            let (code, message) = error.described(name: display(path), limit: TableFile.sizeLimit)
            report(code, message, path)
            return nil
        }
    }

    private mutating func report(_ code: Diagnostic.Code, _ message: String, _ path: String) {
        let place = SourceLocation(file: display(path), line: 1, column: 1)
        problems.append(Diagnostic(.error, code, message, at: place, length: 1))
    }

    private func names(in directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    }

    /// A path below the manifest's folder, as people know that.
    private func display(_ path: String) -> String {
        guard path.hasPrefix(folder + "/") else { return path }
        return PathText.join(displayFolder, String(path.dropFirst(folder.count + 1)))
    }
}

extension CSVText {
    /// Where a field of a record begins in its line, from 1. Exact where the record is one line.
    func column(of field: Range<Int>, in record: Record) -> Int {
        let lineStart = bytes[record.range.lowerBound..<field.lowerBound].lastIndex(of: 10).map { $0 + 1 }
        return field.lowerBound - (lineStart ?? record.range.lowerBound) + 1
    }
}
