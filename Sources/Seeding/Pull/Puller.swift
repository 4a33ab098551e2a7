import Diagnostics
import Foundations
package import Subset
import Synchronization

/// Pulls a consistent part of another database into a set of seed files, made harmless on the way.
///
/// The source is read twice in one snapshot. The first time only remembers the hashes of the originals, so that no
/// made-up value is one of them by accident. The result is searched for originals before anybody uses it.
package struct Puller: Sendable {
    private let request: PullRequest
    private let progress: @Sendable (PullProgress) -> Void

    /// - Parameter progress: called about ten times a second, on a thread that must not be blocked.
    package init(_ request: PullRequest, progress: @escaping @Sendable (PullProgress) -> Void) {
        self.request = request
        self.progress = progress
    }

    /// Writes the set into the request's folder.
    /// - Throws: `SeedingError`; the folder is then incomplete and must be removed.
    package func run() async throws(SeedingError) -> PullOutcome {
        do { return try await pull() } catch {
            if Task.isCancelled { throw SeedingError(CancellationError()) }
            switch error {
            case let failure as PostgresFailure: throw SourceDatabase.error(failure)
            case let failure as FakeError:
                let column = [failure.table, failure.column].filter { !$0.isEmpty }.joined(separator: ".")
                throw SeedingError(.refused, "\(column): \(failure.reason)", remedy: "give it another rule")
            case let problem as DumpProblem: throw SeedingError(.refused, problem.message, remedy: problem.remedy)
            default: throw SeedingError(error)
            }
        }
    }

    private func pull() async throws -> PullOutcome {
        let rules = try readRules()
        let seed = try SeedSet.read(path: request.manifest, displayPath: request.manifestName)
        switch request.source {
        case .address(let address): return try await pull(try await .open(address: address), seed, rules)
        case .dump(let path, let programs, let server):
            let dump = try await RestoredDump.restore(
                path,
                programs: programs,
                into: server,
                stack: request.stack,
                progress: progress
            )
            let result = await attempt {
                try await pull(try await .open(server, database: dump.database), seed, rules)
            }
            await dump.drop()
            return try result.get()
        }
    }

    private func pull(_ source: SourceDatabase, _ seed: SeedSet, _ rules: RuleFile) async throws -> PullOutcome {
        let result = await attempt { try await read(source, seed, rules) }
        await source.close()
        return try result.get()
    }

    private func readRules() throws(SeedingError) -> RuleFile {
        do throws(DiagnosticsError) {
            return try RuleFileReader(path: request.rules, display: request.rulesName).read()
        } catch { throw badRules(error.diagnostics) }
    }

    private func badRules(_ diagnostics: [Diagnostic]) -> SeedingError {
        SeedingError(
            .badSeed,
            "the rules in \(request.rulesName) have errors",
            remedy: "fix them, then try again; nothing was pulled",
            diagnostics: diagnostics
        )
    }

    // MARK: Work

    private func read(_ source: SourceDatabase, _ seed: SeedSet, _ rules: RuleFile) async throws -> PullOutcome {
        let manifest = seed.manifest
        let start = ContinuousClock.now
        try await SourceSchema.requireSameMigrations(source.link, seed.migrations)
        let schema = try await SourceSchema.read(source.link, manifest)
        let samples = try await source.samples(RuleCheck.missing(rules, schema), schema)
        let problems = RuleCheck(rules, schema, documents: manifest.documents.table, samples: samples).run()
        guard problems.isEmpty else { throw badRules(problems) }
        let chosen = try await firms(source, schema)
        let ids = request.firms.isEmpty ? nil : chosen.map(\.id)
        let queries = SubsetQueries(schema, rules, firms: ids, limit: request.limit)
        let plans = queries.tables.compactMap { name in
            schema.tables[name].map { table in
                let isDocuments = name == manifest.documents.table
                let columns = isDocuments ? (manifest.documents.sizeColumn, rules.documentType) : nil
                return TablePlan(table, rules, documents: columns)
            }
        }
        let work = PullWork(FakeKey(request.key), weeks: rules.weeks, originals: "\(request.directory)/originals")
        defer { work.originalsFile.remove() }
        try await remember(source, queries, plans, work)
        let slugs = try work.slugs(of: chosen, plans.first { $0.table == schema.firms })
        let writer = SetWriter(
            request.directory,
            firms: slugs,
            documentLimit: min(rules.documentLimit, manifest.documents.sizeLimit)
        )
        let (written, tables) = try await write(source, queries, plans, schema, work, writer)
        let duration = start.duration(to: .now)
        let cells = try search(slugs.map(\.slug), plans, work)
        let asOf = try await source.day()
        try writeManifest(manifest, rules, asOf: asOf, firms: slugs.map(\.slug))
        return PullOutcome(
            asOf: asOf,
            firms: slugs.map { PullOutcome.Firm(slug: $0.slug, rows: written.rows[$0.slug] ?? 0) },
            tables: tables,
            bytes: written.bytes,
            documents: written.documentFiles,
            searchedCells: cells,
            seconds: duration.milliseconds / 1000
        )
    }

    /// Returns the wanted firms.
    private func firms(_ source: SourceDatabase, _ schema: SubsetSchema) async throws -> [(id: String, slug: String)] {
        guard let table = schema.tables[schema.firms] else {
            throw SeedingError(.refused, "the source has no table '\(schema.firms)'")
        }
        let known = try await source.firms(table.source)
        let unknown = request.firms.filter { slug in !known.contains { $0.slug == slug } }
        guard unknown.isEmpty else {
            let slugs = known.prefix(20).map(\.slug).joined(separator: ", ")
            let names = unknown.map { "'\($0)'" }.joined(separator: ", ")
            throw SeedingError(.unknownName, "the source has no firm \(names)", remedy: "its firms are: \(slugs)")
        }
        let chosen = request.firms.isEmpty ? known : known.filter { request.firms.contains($0.slug) }
        guard !chosen.isEmpty else { throw SeedingError(.refused, "the source has no firms") }
        return chosen
    }

    private func remember(
        _ source: SourceDatabase,
        _ queries: SubsetQueries,
        _ plans: [TablePlan],
        _ work: PullWork
    ) async throws {
        let pace = ProgressPace(.reading, progress)
        for plan in plans where plan.isSensitive {
            let query = queries.select(plan.table, plan.columns.map(\.name), isOrdered: false)
            try await source.link.copyOut("COPY (\(query)) TO STDOUT") { row in
                try work.remember(row, plan)
                pace.count(plan.table)
            }
        }
        try work.saveOriginals()
    }

    private func write(
        _ source: SourceDatabase,
        _ queries: SubsetQueries,
        _ plans: [TablePlan],
        _ schema: SubsetSchema,
        _ work: PullWork,
        _ writer: SetWriter
    ) async throws -> (SetWriter, [PullOutcome.Table]) {
        let pace = ProgressPace(.writing, progress)
        let writer = Mutex(writer)
        var tables: [PullOutcome.Table] = []
        for plan in plans {
            let query = queries.select(plan.table, plan.columns.map(\.name), isOrdered: true)
            let refersToItself = schema.tables[plan.table]?.references.contains { $0.table == plan.table } == true
            let columns = plan.resultColumns.map(\.name) + (plan.hasDocuments ? [TableFile.fileColumn] : [])
            writer.withLock { $0.begin(plan.table, columns: columns, mayBeSplit: !refersToItself) }
            let before = pace.done
            try await source.link.copyOut("COPY (\(query)) TO STDOUT") { row in
                try work.mask(row, plan) { line, firm, document throws(SeedingError) in
                    try writer.withLock { writer throws(SeedingError) in
                        try writer.add(line, firm: firm, document: document)
                    }
                }
                pace.count(plan.table)
            }
            try writer.withLock { writer throws(SeedingError) in try writer.finishTable() }
            if pace.done > before { tables.append(PullOutcome.Table(name: plan.table, rows: pace.done - before)) }
        }
        return (writer.withLock { $0 }, tables)
    }

    // MARK: Result

    private func search(_ slugs: [String], _ plans: [TablePlan], _ work: PullWork) throws -> Int {
        var scan = LeakScan(request.directory, plans)
        for (index, slug) in slugs.enumerated() {
            progress(PullProgress(.searching, item: slug, done: index))
            try work.search(slug, &scan)
        }
        try LeakScan.refuse(try scan.leaks(work.originalsFile))
        return scan.cells
    }

    private func writeManifest(
        _ manifest: SeedManifest,
        _ rules: RuleFile,
        asOf: String,
        firms: [String]
    ) throws(SeedingError) {
        if let folder = rules.rules { try SetFiles.copySQL(in: folder, to: "\(request.directory)/rules") }
        if !rules.checks.isEmpty { try SetFiles.copy(rules.checks, to: "\(request.directory)/checks") }
        let text = SetManifest.text(
            manifest,
            asOf: asOf,
            firms: firms,
            hasRules: rules.rules != nil,
            hasChecks: !rules.checks.isEmpty
        )
        try SetWriter.append(Array(text.utf8), to: "\(request.directory)/seeds.yaml")
    }
}
