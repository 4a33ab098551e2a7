import Diagnostics
import YAMLTree

/// The result of one of the manifest's queries, grouped by firm.
struct Projection {
    /// A row whose values are accessed by column name. NULL is nil.
    struct Row {
        fileprivate let columns: [String: Int]
        fileprivate let values: [String?]

        subscript(name: String) -> String? { columns[name].flatMap { values[$0] } }
    }

    private let file: SQLFile
    private let rows: [String: [Row]]

    /// Runs a query, which must not write.
    /// - Parameters:
    ///   - path: the query's file.
    ///   - columns: the required columns. The first is the firm's slug; the second is unique within a firm.
    ///   - optional: columns that may be NULL.
    ///   - slugs: the slugs of all firms.
    init(
        _ path: String,
        _ columns: [String],
        optional: [String] = [],
        of manifest: SeedManifest,
        slugs: [String],
        _ link: PostgresLink
    ) async throws {
        file = try Self.read(path, manifest)
        let answer: PostgresRows
        do { answer = try await link.runScript(file.text) } catch let failure as PostgresFailure
            where failure.isStatementError
        {
            throw SeedSet.badSeed([
                file.problem("bad-query", failure.described, position: failure.position, hint: failure.hint)
            ])
        }
        let indices = Dictionary(zip(answer.columns, answer.columns.indices)) { first, _ in first }
        for column in columns + optional where indices[column] == nil {
            let wanted = (columns + optional).joined(separator: ", ")
            throw Self.wrong(file, "the query returns no column '\(column)'; expected \(wanted)")
        }
        var found = Dictionary(slugs.map { ($0, [Row]()) }) { first, _ in first }
        var seen: Set<[String]> = []
        for (index, values) in answer.rows.enumerated() {
            let row = Row(columns: indices, values: values)
            if let column = columns.first(where: { row[$0] == nil }) {
                throw Self.wrong(file, "'\(column)' is NULL in row \(index + 1)")
            }
            let (slug, name) = (row[columns[0]] ?? "", row[columns[1]] ?? "")
            guard found[slug] != nil else {
                throw Self.wrong(file, "there is no firm '\(slug)'", hint: didYouMean(slug, slugs))
            }
            guard seen.insert([slug, name]).inserted else {
                throw Self.wrong(file, "'\(name)' of '\(slug)' occurs twice")
            }
            found[slug]?.append(row)
        }
        rows = found
    }

    func rows(of slug: String) -> [Row] { rows[slug] ?? [] }

    /// Returns the error for a result that a store cannot accept.
    func wrong(_ message: String) -> SeedingError { Self.wrong(file, message) }

    private static func wrong(_ file: SQLFile, _ message: String, hint: String? = nil) -> SeedingError {
        SeedSet.badSeed([file.problem("bad-projection", message, position: nil, hint: hint)])
    }

    private static func read(_ path: String, _ manifest: SeedManifest) throws(SeedingError) -> SQLFile {
        let relative = PathText.relative(path, to: PathText.directory(of: manifest.path))
        let display = PathText.join(PathText.directory(of: manifest.displayPath), relative)
        do throws(FileAccessError) {
            let bytes = try LocalFiles().read(path, limit: TableFile.sizeLimit)
            let name = PathText.lastComponent(of: path)
            return SQLFile(name: name, display: display, text: String(decoding: bytes, as: UTF8.self))
        } catch {
            let message = error.described(name: display, limit: TableFile.sizeLimit).1
            throw SeedingError(.files, message, remedy: "restore the file, then try again")
        }
    }
}
