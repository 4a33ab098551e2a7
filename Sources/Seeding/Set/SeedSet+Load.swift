import Diagnostics

/// How far a load is, after a file or a copy of its rows.
struct LoadProgress: Hashable, Sendable {
    var firm: String
    /// The one that is being loaded.
    var table: String
    /// Rows of the firm in all its tables.
    var done: Int
    var total: Int
}

extension SeedSet {
    /// Makes the schema and loads every row, in one transaction after the migrations.
    /// - Parameters:
    ///   - link: to an empty database, as a superuser.
    ///   - scans: what the scanner says, by the documents' SHA-256; the others are `pending`.
    ///   - progress: called as the work goes on, from a thread that must not be held up.
    /// - Returns: how many rows came in, and the time from reading their files to the last one; the schema, the checks
    ///   and the commit are not in it.
    /// - Throws: `SeedingError.badSeed` with every problem that was found, each at its file and line;
    ///   ``PostgresFailure`` where the connection breaks.
    @discardableResult
    func load(
        into link: PostgresLink,
        scans: [String: String],
        progress: @escaping @Sendable (LoadProgress) -> Void
    ) async throws -> LoadFigures {
        try await Migrator(link).run(migrations)
        let catalogue = try await Catalogue.read(link)
        let clock = ContinuousClock()
        let start = clock.now
        let tables = try TableCheck(self, catalogue).run()
        _ = try await link.run("BEGIN")
        do {
            // Days of rules and checks are those of UTC, in which the files' moments are.
            _ = try await link.run("SET LOCAL TimeZone TO 'UTC'")
            let rows = try await TableLoader(self, catalogue, link, scans: scans, progress: progress).load(tables)
            let figures = LoadFigures(rows: rows, duration: clock.now - start)
            _ = try await link.run(
                "SELECT set_config('cpadev.as_of', $1, true), set_config('cpadev.moved_days', $2, true)",
                [asOf, String(shift)]
            )
            try await runRules(link)
            try await SequenceAdvance.run(link)
            try await runChecks(link)
            _ = try await link.run("COMMIT")
            return figures
        } catch {
            _ = try? await link.run("ROLLBACK")
            throw error
        }
    }

    /// The columns that stand in place of ``TableFile/fileColumn``; none where the file has no such column.
    func computedColumns(of file: TableFile) -> [String] {
        guard file.table == manifest.documents.table, file.columns.contains(TableFile.fileColumn) else { return [] }
        let documents = manifest.documents
        return [documents.keyColumn, documents.sha256Column, documents.sizeColumn, documents.scanColumn]
    }

    /// Runs the rules in the order of their names; one builds on those before it, so the first failure is reported.
    private func runRules(_ link: PostgresLink) async throws {
        for rule in rules {
            _ = try await link.run("SAVEPOINT rule")
            do { try await link.runScript(rule.text) } catch let failure as PostgresFailure
                where failure.isOfTheStatement
            {
                throw Self.badSeed([
                    rule.problem("bad-rule", failure.described, position: failure.position, hint: failure.hint)
                ])
            }
            if let problem = try await release("rule", rule, link) { throw Self.badSeed([problem]) }
        }
    }

    /// Ends a savepoint that a file ran behind.
    /// - Parameter undoing: whether to go back to it first, with all settings.
    /// - Returns: the problem where the file ended the transaction.
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
            let message = "it ends the transaction in which the seed is loaded"
            let hint = "leave out COMMIT, ROLLBACK and the like"
            return file.problem("ends-transaction", message, position: nil, hint: hint)
        }
    }

    /// Asks every check; each must return nothing. None may write: what it wrote would be in the seed.
    private func runChecks(_ link: PostgresLink) async throws {
        var problems: [Diagnostic] = []
        for check in checks {
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
            } catch let failure as PostgresFailure where failure.isOfTheStatement {
                problems.append(
                    check.problem("bad-check", failure.message, position: failure.position, hint: failure.hint)
                )
                _ = try await link.run("ROLLBACK TO SAVEPOINT checking")
            }
        }
        guard problems.isEmpty else { throw Self.badSeed(problems) }
    }
}
