import Diagnostics
import Synchronization
import YAMLTree

/// Copies files into their tables in an order in which referenced rows are loaded first.
struct TableLoader {
    private let set: SeedSet
    private let catalogue: Catalogue
    private let link: PostgresLink
    private let scans: [String: String]
    private let progress: @Sendable (LoadProgress) -> Void

    init(
        _ set: SeedSet,
        _ catalogue: Catalogue,
        _ link: PostgresLink,
        scans: [String: String],
        progress: @escaping @Sendable (LoadProgress) -> Void
    ) {
        self.set = set
        self.catalogue = catalogue
        self.link = link
        self.scans = scans
        self.progress = progress
    }

    /// Loads all files in the open transaction. Continues after a refused file, to find many problems at once.
    /// - Returns: the number of loaded rows.
    /// - Throws: `SeedingError.badSeed`, after which the transaction must be rolled back.
    func load(_ tables: [CheckedTable]) async throws -> Int {
        // Server messages are parsed, so they must be in English. Deferrable keys let tables reference each other.
        _ = try await link.run("SET LOCAL lc_messages TO 'C'")
        _ = try await link.run("SET CONSTRAINTS ALL DEFERRED")
        let totals = tables.reduce(into: [String: Int]()) { $0[$1.file.firm, default: 0] += $1.rows * copies($1.file) }
        var problems: [Diagnostic] = []
        var refused: Set<String> = []
        var done: [String: Int] = [:]
        for name in catalogue.loadOrder {
            for table in tables where table.file.table == name {
                let firm = table.file.firm
                do {
                    try await guarded { try await copy(table, after: done[firm] ?? 0, of: totals[firm] ?? 0) }
                    done[firm, default: 0] += table.rows * copies(table.file)
                } catch let failure as PostgresFailure where failure.isStatementError {
                    // A referenced row may be missing only because its own file was refused.
                    let isFollowUpFailure =
                        failure.sqlState == PostgresFailure.foreignKeyViolation
                        && catalogue.tables[name].map { !$0.references.isDisjoint(with: refused) } == true
                    refused.insert(name)
                    if !isFollowUpFailure { problems.append(problem(failure, table)) }
                }
            }
        }
        guard problems.isEmpty else { throw SeedSet.badSeed(problems) }
        do {
            try await guarded { _ = try await link.run("SET CONSTRAINTS ALL IMMEDIATE") }
        } catch let failure as PostgresFailure where failure.isStatementError {
            throw SeedSet.badSeed([deferredProblem(failure, tables)])
        }
        return done.values.reduce(0, +)
    }

    /// Runs work in its own savepoint, which is rolled back if the work throws.
    private func guarded(_ work: () async throws -> Void) async throws {
        _ = try await link.run("SAVEPOINT loading")
        do { try await work() } catch {
            // If the connection is lost, the first error is the one to report.
            _ = try? await link.runScript("ROLLBACK TO SAVEPOINT loading; RELEASE SAVEPOINT loading")
            throw error
        }
        _ = try await link.run("RELEASE SAVEPOINT loading")
    }

    private func copies(_ file: TableFile) -> Int { set.scaledTable(file.table) == nil ? 1 : set.scale }

    // MARK: Copying

    private func copy(_ table: CheckedTable, after done: Int, of total: Int) async throws {
        let file = table.file
        let (rows, progress) = (table.rows, progress)
        let text: CSVText
        do throws(FileAccessError) { text = try table.contents() } catch {
            let (code, message) = error.described(name: file.display, limit: TableFile.sizeLimit)
            throw SeedSet.badSeed([file.problem(code, message, line: 1)])
        }
        let source = CopySource(CopyText(text, rules(file)), copies: copies(file)) { copies in
            let done = done + rows * copies
            progress(LoadProgress(firm: file.firm, table: file.table, done: done, total: total))
        }
        let computed = set.computedColumns(of: file)
        let columns = file.columns.flatMap { $0 == TableFile.fileColumn ? computed : [$0] }
        let list = columns.map { PostgresName.quoted($0) }.joined(separator: ", ")
        let name = catalogue.tables[file.table]?.qualifiedName ?? PostgresName.quoted(file.table)
        var statement = "COPY \(name) (\(list)) FROM STDIN (FORMAT csv)"
        if let column = set.manifest.pastOnly[file.table] {
            statement += " WHERE \(PostgresName.quoted(column)) < \(PostgresName.literal(set.asOf))"
        }
        _ = try await link.copyIn(statement) { source.next() }
    }

    private func rules(_ file: TableFile) -> CopyText.Rules {
        var rules = CopyText.Rules()
        func indices(_ names: [String]) -> Set<Int> {
            Set(names.compactMap { file.columns.firstIndex(of: $0) })
        }
        rules.shift = set.shift
        rules.dates = indices(catalogue.tables[file.table]?.columns.filter(\.isDate).map(\.name) ?? [])
        if let scaled = set.scaledTable(file.table) {
            rules.ids = indices(scaled.ids)
            rules.texts = indices(scaled.texts)
        }
        guard !set.computedColumns(of: file).isEmpty else { return rules }
        rules.fileColumn = file.columns.firstIndex(of: TableFile.fileColumn)
        rules.idColumn = file.columns.firstIndex(of: "id")
        for document in set.documents where document.firm == file.firm {
            let name = document.name.split(separator: "/").last.map(String.init) ?? document.name
            let scan = scans[document.sha256] ?? "pending"
            // One quoted cell with the id in the middle: "<slug>/documents/<id>/<name>".
            let tail = CSVText.quoted("/\(name)").dropFirst()
            rules.documents[document.name] = (
                "\"\(document.firm)/documents/", "\(tail),\(document.sha256),\(document.size),\(scan)"
            )
        }
        return rules
    }

    // MARK: Problems

    private func problem(_ failure: PostgresFailure, _ table: CheckedTable) -> Diagnostic {
        var problem = RowProblem(table, failure).diagnostic
        let name = table.file.table
        let others = catalogue.cycle(with: name)
        if failure.sqlState == PostgresFailure.foreignKeyViolation, !others.isEmpty {
            let names = ([name] + others).joined(separator: ", ")
            problem.hint = "\(names) reference each other: make one of the keys DEFERRABLE INITIALLY DEFERRED"
        }
        return problem
    }

    /// Returns the problem for a deferred constraint. The server reports its table and key but no line, so the first
    /// file with that key is used.
    private func deferredProblem(_ failure: PostgresFailure, _ tables: [CheckedTable]) -> Diagnostic {
        let candidates = tables.filter { $0.file.table == failure.table }
        let problems = candidates.map { RowProblem($0, failure) }
        if let problem = problems.first(where: \.isPlaced) ?? problems.first { return problem.diagnostic }
        return set.manifest.problem("refused-row", failure.described, at: "firms")
    }
}

extension Catalogue {
    /// Returns the other tables in a table's reference cycles, direct or indirect, sorted.
    func cycle(with name: String) -> [String] {
        func reachable(from name: String) -> Set<String> {
            var found: Set<String> = []
            var rest = [name]
            while let next = rest.popLast() {
                for other in tables[next]?.references ?? [] where found.insert(other).inserted { rest.append(other) }
            }
            return found
        }
        return reachable(from: name).filter { $0 != name && reachable(from: $0).contains(name) }.sorted()
    }
}
