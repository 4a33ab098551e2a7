import Crypto
import Diagnostics
import FoundationEssentials
import Foundations
import YAMLTree

/// Visits every file of a seed once to classify it, check its form and compute the hash over all files.
///
/// Each `up` does this. It therefore checks only the headers of tables; rows are checked when they are loaded.
struct SeedSurvey {
    let manifest: SeedManifest
    private let folder: String
    private let displayFolder: String
    private var hasher = SHA256()
    private(set) var problems: [Diagnostic] = []
    private(set) var migrations: [SQLFile] = []
    private(set) var rules: [SQLFile] = []
    private(set) var checks: [SQLFile] = []
    private(set) var tables: [TableFile] = []
    private(set) var documents: [SeedDocument] = []
    private(set) var firmIDs: [String: String] = [:]
    /// The contents of the collections' schema files, by path.
    private(set) var schemas: [String: String] = [:]
    /// Manifest keys of the firms that have no row of their own.
    private var firmsWithoutRow: [String] = []

    init(_ manifest: SeedManifest) {
        self.manifest = manifest
        folder = PathText.directory(of: manifest.path)
        displayFolder = PathText.directory(of: manifest.displayPath)
    }

    /// The hex SHA-256 over everything visited so far, independent of the location of the checkout.
    var hash: String { hasher.finalize().hexadecimal }

    /// Adds a text to the hash.
    mutating func add(_ text: String) { hasher.update(data: Array(text.utf8) + [0]) }

    mutating func visitAll() {
        add(manifest.meaning)
        visitMigrations()
        rules = manifest.rules.map { sqlFiles($0) } ?? []
        checks = manifest.checks.map { sqlFiles($0) } ?? []
        if let query = manifest.redisQuery { _ = sqlFile(query) }
        for collection in manifest.collections {
            if let bytes = read(collection.schema) {
                add(collection.schema, bytes)
                schemas[collection.schema] = String(decoding: bytes, as: UTF8.self)
            }
            _ = sqlFile(collection.query)
        }
        if let query = manifest.workflows?.query { _ = sqlFile(query) }
        for (index, firm) in manifest.firms.enumerated() { visit(firm, at: "firms.\(index)") }
        checkFirmFiles()
        checkScaledTables()
    }

    private mutating func visitMigrations() {
        migrations = sqlFiles(manifest.migrations)
        var seen: [Int64: String] = [:]
        for file in migrations {
            switch Migration.parse(file) {
            case .migration(let migration):
                if let first = seen[migration.version] {
                    let message = "version \(migration.version) is already used by \(first)"
                    problems.append(file.problem("duplicate-version", message, position: nil))
                }
                seen[migration.version] = file.name
            case .badVersion(let text):
                let message = "'\(text)' in the file's name is not a version number"
                problems.append(file.problem("bad-version", message, position: nil, hint: "such as 0001_firms.sql"))
            case .other: break
            }
        }
        guard seen.isEmpty else { return }
        let message = "there are no migrations of the form <version>_<description>.sql"
        problems.append(manifest.problem("no-migrations", message, at: "migrations"))
    }

    // MARK: Firms

    private mutating func visit(_ firm: SeedManifest.Firm, at keys: String) {
        var hasOwnRow = false
        defer { if !hasOwnRow { firmsWithoutRow.append(keys) } }
        for name in names(in: firm.folder) where name.hasSuffix(".csv") {
            let path = "\(firm.folder)/\(name)"
            guard let bytes = read(path) else { continue }
            add("\(firm.slug)/\(name)", bytes)
            let text = CSVText(bytes: bytes)
            let tableName = TableFile.table(ofFile: name)
            var table = TableFile(firm: firm.slug, table: tableName, path: path, display: display(path))
            let isOwnRow = table.table == manifest.firmTable
            hasOwnRow = hasOwnRow || isOwnRow
            guard table.readHeader(text, &problems) else { continue }
            tables.append(table)
            if isOwnRow { visitFirmRow(table, text, firm) }
            if table.table == manifest.documents.table { visitDocuments(table, text, firm) }
        }
    }

    /// Reports firms without a file for their own row. If no firm has one, the table's name in the manifest is wrong.
    private mutating func checkFirmFiles() {
        if firmsWithoutRow.count == manifest.firms.count, manifest.firms.count > 1 {
            let message = "no firm has a file \(manifest.firmTable).csv with its own row"
            let hint = didYouMean(manifest.firmTable, Set(tables.map(\.table)).sorted())
            problems.append(manifest.problem("missing-firm", message, at: "tenant.table", hint: hint))
            return
        }
        for keys in firmsWithoutRow {
            let message = "the firm has no file \(manifest.firmTable).csv"
            problems.append(manifest.problem("missing-firm", message, at: "\(keys).folder"))
        }
    }

    /// Checks the firm's own row. There must be exactly one, with the slug of the manifest.
    private mutating func visitFirmRow(_ table: TableFile, _ text: CSVText, _ firm: SeedManifest.Firm) {
        guard let id = table.columns.firstIndex(of: "id"), let slug = table.columns.firstIndex(of: "slug") else {
            problems.append(table.problem("missing-column", "the columns 'id' and 'slug' are required", line: 1))
            return
        }
        var reader = CSVText.Reader(text)
        _ = try? reader.next()
        var count = 0
        while let record = try? reader.next(), record.fields.count == table.columns.count {
            count += 1
            guard count == 1 else {
                problems.append(table.problem("second-firm", "more than one row for the firm", line: record.line))
                return
            }
            firmIDs[firm.slug] = text.text(record.fields[id]).lowercased()
            guard text.text(record.fields[slug]) != firm.slug else { continue }
            let message = "the slug is not '\(firm.slug)' as in the manifest"
            problems.append(table.problem("wrong-slug", message, text, record, slug))
        }
        // Other problems are found when the table is loaded.
        if count == 0 { problems.append(table.problem("missing-firm", "the firm's own row is missing", line: 1)) }
    }

    private mutating func visitDocuments(_ table: TableFile, _ text: CSVText, _ firm: SeedManifest.Firm) {
        guard let column = table.columns.firstIndex(of: TableFile.fileColumn) else { return }
        var reader = CSVText.Reader(text)
        _ = try? reader.next()
        while let record = try? reader.next() {
            guard record.fields.count == table.columns.count else { continue }
            let name = text.text(record.fields[column])
            let path = PathText.join("\(firm.folder)/documents", name)
            guard !PathText.isAbsolute(name), path.hasPrefix("\(firm.folder)/documents/") else {
                let message = "'\(name)' is not a path in the firm's documents folder"
                problems.append(table.problem("bad-path", message, text, record, column))
                continue
            }
            let limit = manifest.documents.sizeLimit
            do {
                let bytes = try LocalFiles().read(path, limit: limit)
                let sha256 = SHA256.hash(data: bytes).hexadecimal
                add("\(firm.slug)/documents/\(name) \(sha256)")
                documents.append(
                    SeedDocument(firm: firm.slug, name: name, path: path, sha256: sha256, size: bytes.count)
                )
            } catch {
                let message: String =
                    switch error.code {
                    case .notFound: "there is no file documents/\(name)"
                    case .tooLarge(let size): "documents/\(name) has \(size) bytes; the limit is \(limit)"
                    default: "documents/\(name) cannot be read: \(error.described(name: name, limit: limit).1)"
                    }
                let code = error.described(name: name, limit: limit).0
                problems.append(table.problem(code, message, text, record, column))
            }
        }
    }

    private mutating func checkScaledTables() {
        for scaled in manifest.scaled {
            for (list, columns) in [("ids", scaled.ids), ("texts", scaled.texts)] {
                for (index, column) in columns.enumerated() {
                    guard let table = tables.first(where: { $0.table == scaled.table && !$0.columns.contains(column) })
                    else { continue }
                    problems.append(
                        manifest.problem(
                            "unknown-column",
                            "\(table.display) has no column '\(column)'",
                            at: "scale.\(scaled.table).\(list).\(index)",
                            hint: didYouMean(column, table.columns)
                        )
                    )
                }
            }
        }
    }

    // MARK: Files

    private mutating func sqlFiles(_ directory: String) -> [SQLFile] {
        names(in: directory).filter { $0.hasSuffix(".sql") }.compactMap { sqlFile("\(directory)/\($0)") }
    }

    private mutating func sqlFile(_ path: String) -> SQLFile? {
        guard let bytes = read(path) else { return nil }
        add(path, bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            let place = SourceLocation(file: display(path), line: 1, column: 1)
            let message = "the file begins with a byte order mark"
            let hint = "save it as UTF-8 without one"
            problems.append(Diagnostic(.error, "byte-order-mark", message, at: place, hint: hint))
            return nil
        }
        do throws(TextCheck.Problem) {
            _ = try TextCheck.text(of: bytes)
            let name = PathText.lastComponent(of: path)
            return SQLFile(name: name, display: display(path), text: String(decoding: bytes, as: UTF8.self))
        } catch {
            let place = SourceLocation(file: display(path), line: error.line, column: error.column)
            problems.append(Diagnostic(.error, error.code, error.message, at: place, hint: error.hint))
            return nil
        }
    }

    /// Adds a file's bytes to the hash, under its path relative to the manifest.
    private mutating func add(_ path: String, _ bytes: [UInt8]) {
        add("\(PathText.relative(path, to: folder)) \(bytes.count)")
        hasher.update(data: bytes)
    }

    private mutating func read(_ path: String) -> [UInt8]? {
        do { return try LocalFiles().read(path, limit: TableFile.sizeLimit) } catch {
            let (code, message) = error.described(name: display(path), limit: TableFile.sizeLimit)
            let place = SourceLocation(file: display(path), line: 1, column: 1)
            problems.append(Diagnostic(.error, code, message, at: place))
            return nil
        }
    }

    private func names(in directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    }

    /// Returns a path below the manifest's folder in the form to show in messages.
    private func display(_ path: String) -> String {
        let relative = PathText.relative(path, to: folder)
        return relative == path ? path : PathText.join(displayFolder, relative)
    }
}
