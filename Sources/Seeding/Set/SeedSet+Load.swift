import Diagnostics

/// The progress of a load after a file or a copy of its rows.
struct LoadProgress: Hashable, Sendable {
    var firm: String
    var table: String
    /// The firm's loaded rows in all tables.
    var done: Int
    /// All rows of the firm.
    var total: Int
}

extension SeedSet {
    /// Runs the migrations, then loads all rows in one transaction.
    /// - Parameters:
    ///   - link: a superuser's connection to an empty database.
    ///   - live: the stack's database on that server, which migrations must not change.
    ///   - scans: scan results by the documents' SHA-256; documents without one are `pending`.
    ///   - activity: called with what begins and is not part of the progress.
    ///   - progress: called on a thread that must not be blocked.
    /// - Returns: the number of loaded rows and the time from reading the files to the last row, without the schema,
    ///   the checks and the commit.
    /// - Throws: `SeedingError.badSeed` with all problems and their locations; ``PostgresFailure`` if the connection is
    ///   lost.
    @discardableResult
    func load(
        into link: PostgresLink,
        beside live: String? = nil,
        scans: [String: String],
        activity: @Sendable (String) -> Void = { _ in },
        progress: @escaping @Sendable (LoadProgress) -> Void
    ) async throws -> LoadFigures {
        let live = LiveDatabase(link: link, name: live)
        try await Migrator(link, beside: live).run(migrations)
        let catalogue = try await Catalogue.read(link)
        let clock = ContinuousClock()
        let start = clock.now
        let tables = try TableCheck(self, catalogue).run()
        _ = try await link.run("BEGIN")
        do {
            // Timestamps in the files are in UTC, so rules and checks must compute days in UTC.
            _ = try await link.run("SET LOCAL TimeZone TO 'UTC'")
            let rows = try await TableLoader(self, catalogue, link, scans: scans, progress: progress).load(tables)
            let figures = LoadFigures(rows: rows, duration: clock.now - start)
            // Without statistics, rules and checks over millions of new rows get plans for a few.
            activity("analyzing the tables")
            // By name, since those of the server are locked until the end of the transaction, too.
            let names = Set(tables.map(\.file.table)).sorted().compactMap { catalogue.tables[$0]?.qualifiedName }
            if !names.isEmpty { _ = try await link.run("ANALYZE \(names.joined(separator: ", "))") }
            _ = try await link.run(
                "SELECT set_config('cpadev.as_of', $1, true), set_config('cpadev.moved_days', $2, true)",
                [asOf, String(shift)]
            )
            try await runRules(link, beside: live, activity)
            try await SequenceAdvance.run(link)
            try await runChecks(link, activity)
            _ = try await link.run("COMMIT")
            return figures
        } catch {
            _ = try? await link.run("ROLLBACK")
            throw error
        }
    }

    /// Returns the columns that replace ``TableFile/fileColumn``, or none if the file has no such column.
    func computedColumns(of file: TableFile) -> [String] {
        guard file.table == manifest.documents.table, file.columns.contains(TableFile.fileColumn) else { return [] }
        let documents = manifest.documents
        return [documents.keyColumn, documents.sha256Column, documents.sizeColumn, documents.scanColumn]
    }

    /// Runs the rules in name order. A rule may depend on earlier ones, so only the first failure is reported.
    private func runRules(
        _ link: PostgresLink,
        beside live: LiveDatabase,
        _ activity: (String) -> Void
    ) async throws {
        let before = try await live.state()
        for rule in rules {
            activity("running the rule \(rule.name)")
            try live.refuseIrrevocable("bad-rule", rule, isOutside: false)
            _ = try await link.run("SAVEPOINT rule")
            do { try await link.runScript(rule.text) } catch let failure as PostgresFailure
                where failure.isStatementError
            {
                throw Self.badSeed([
                    rule.problem("bad-rule", failure.described, position: failure.position, hint: failure.hint)
                ])
            }
            if let problem = try await release("rule", rule, link) { throw Self.badSeed([problem]) }
            if try await live.isChanged(since: before, by: rule, isOutside: false) {
                throw Self.badSeed([live.problem("bad-rule", rule)])
            }
        }
    }

    /// Releases the savepoint set before running a file.
    /// - Parameter undoing: whether to roll back to the savepoint first, which also resets settings.
    /// - Returns: a problem if the file ended the transaction.
    private func release(
        _ savepoint: String,
        _ file: SQLFile,
        _ link: PostgresLink,
        undoing: Bool = false
    ) async throws -> Diagnostic? {
        do {
            if undoing { _ = try await link.run("ROLLBACK TO SAVEPOINT \(savepoint)") }
            _ = try await link.run("RELEASE SAVEPOINT \(savepoint)")
            return nil
        } catch let failure as PostgresFailure where PostgresFailure.endedTransaction.contains(failure.sqlState) {
            let message = "this file ends the transaction in which the seed is loaded"
            let hint = "remove COMMIT, ROLLBACK and similar statements"
            return file.problem("ends-transaction", message, position: nil, hint: hint)
        }
    }

    /// Runs all checks. A check fails if it returns rows. Checks are read-only, as their writes would end up in the
    /// seed.
    private func runChecks(_ link: PostgresLink, _ activity: (String) -> Void) async throws {
        var problems: [Diagnostic] = []
        for check in checks {
            activity("running the check \(check.name)")
            _ = try await link.run("SAVEPOINT checking")
            do {
                _ = try await link.run("SET LOCAL transaction_read_only TO on")
                let answer = try await link.runScript(check.text)
                if let problem = try await release("checking", check, link, undoing: true) {
                    throw Self.badSeed(problems + [problem])
                }
                guard !answer.rows.isEmpty else { continue }
                let shown = answer.rows.prefix(3).map { row in
                    zip(answer.columns, row).map { "\($0) \($1 ?? "null")" }.joined(separator: ", ")
                }
                let more = answer.rows.count > 3 ? "; \(answer.rows.count) rows in all" : ""
                let message = "the check fails: \(shown.joined(separator: "; "))\(more)"
                problems.append(check.problem("check-failed", message, position: nil))
            } catch let failure as PostgresFailure where failure.isStatementError {
                problems.append(
                    check.problem("bad-check", failure.message, position: failure.position, hint: failure.hint)
                )
                _ = try await link.run("ROLLBACK TO SAVEPOINT checking")
            }
        }
        guard problems.isEmpty else { throw Self.badSeed(problems) }
    }
}
