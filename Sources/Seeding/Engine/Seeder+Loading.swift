import ControlAPI
import FoundationEssentials

/// How loading rows from files went.
struct LoadFigures: Hashable, Sendable {
    var rows: Int
    /// From reading the files to the last row.
    var duration: Duration
}

extension Seeder {
    /// Makes sure that the template and the plan of a set are there. The stack's database is not touched.
    /// - Returns: nil where both were there already.
    func prepareTemplate(_ set: SeedSet, rebuilding: Bool = false) async throws -> LoadFigures? {
        let rows = try requireRows(set.manifest)
        let directory = planDirectory(set.hash)
        if !rebuilding, try await rows.hasTemplate(set.hash), (try? SeedPlan.read(directory)) != nil { return nil }
        let scans = await scanResults(set)
        let isUnscanned = set.documents.contains { scans[$0.sha256] == nil }
        let figures = LoadFiguresBox()
        let board = board
        try await rows.buildTemplate(set.hash) { link in
            let loaded = try await set.load(into: link, scans: scans) { progress in
                board.note(.postgres, progress.firm, done: progress.done, total: progress.total)
            }
            _ = try await set.writePlan(from: link, to: directory)
            figures.set(loaded)
        }
        try update { $0.unscannedHash = isUnscanned ? set.hash : nil }
        return figures.value
    }

    /// The whole database becomes the template's, and every other store of the names gets what belongs to it.
    /// - Parameters:
    ///   - names: of the stores beside Postgres.
    ///   - replacesForeign: whether a database that is not the stack's own is replaced, too.
    func loadAll(
        _ set: SeedSet,
        _ kind: DataOperation.Kind,
        into names: Set<StoreName> = Set(StoreName.allCases),
        replacesForeign: Bool = false,
        keepsFormer: Bool = true
    ) async throws -> StepResult {
        let rows = try requireRows(set.manifest)
        let hash = set.hash
        let loaded = try SeedPlan.read(planDirectory(hash))
        let slugs = loaded.firms.map(\.slug)
        let others = currentStores(set.manifest).others.filter { names.contains($0.name) }
        var step = SeedRecord.Step(
            id: RowStep.makeID(),
            kind: kind,
            seed: SeedRecord.Seed(hash: hash, asOf: set.asOf, scale: set.scale)
        )
        for store in others { step.stores[store.name.rawValue] = Set(slugs) }
        let former = plan?.firms.map(\.slug).filter { !slugs.contains($0) } ?? []
        for firm in loaded.firms { board.note(.postgres, firm.slug, done: 0, total: firm.count(in: .postgres)) }
        let result = try await carryOut(step, replacesForeign: replacesForeign, keepsFormer: keepsFormer) { rowStep in
            try await rows.reset(to: hash, as: rowStep)
        } stores: { undo in
            await self.fill(
                others,
                Filling(firms: loaded.firms, plan: loaded, isWhole: true, formerFirms: former, undo: undo)
            )
        }
        plan = loaded
        problem = nil
        drifts[.postgres] = Dictionary(slugs.map { ($0, Drift.none) }) { $1 }
        forgetDatabaseChanges()
        let now = Date()
        try update { record in
            for slug in slugs {
                if record.firms[slug]?.seededAt == nil { record.firms[slug, default: .init()].seededAt = now }
                if kind == .reset { record.firms[slug, default: .init()].resetAt = now }
            }
        }
        for firm in loaded.firms {
            let count = firm.count(in: .postgres)
            board.note(.postgres, firm.slug, done: count, total: count, isFinished: true)
        }
        await dropUnusedSeeds(rows)
        return result
    }

    /// Templates and plans that nothing refers to any more: neither what is loaded, nor what a step can go back to.
    private func dropUnusedSeeds(_ rows: any RowStore) async {
        let snapshots = SnapshotFolder.all(in: snapshotsDirectory).map(\.index.hash)
        let wanted = Set([record.seed.hash, record.undo?.former.hash, plan?.hash].compactMap { $0 } + snapshots)
        try? await rows.dropTemplates(except: wanted)
        let plans = "\(configuration.directory)/plans"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: plans)) ?? []
        where !wanted.contains(where: { $0.hasPrefix(name) }) {
            try? FileManager.default.removeItem(atPath: "\(plans)/\(name)")
        }
    }

    /// PostgreSQL, or why it cannot be used.
    func requireRows(_ manifest: SeedManifest) throws(SeedingError) -> any RowStore {
        switch availability[.postgres] {
        case .ready:
            if let rows = currentStores(manifest).rows { return rows }
        case .absent:
            throw SeedingError(
                .unreachable,
                "the stack has no PostgreSQL",
                remedy: "a service whose container port is 5432 is taken for it"
            )
        case .pending, .running:
            throw SeedingError(.unreachable, "PostgreSQL is not ready yet", remedy: "cpadev wait")
        case .unavailable(let reason):
            throw SeedingError(.unreachable, "PostgreSQL cannot be used: \(reason)", remedy: "cpadev status")
        }
        throw SeedingError(.unreachable, "PostgreSQL cannot be used")
    }

    // MARK: Scanning

    /// What the scanner says of the documents, by SHA-256. Those that it was not asked about are missing.
    func scanResults(_ set: SeedSet) async -> [String: String] {
        let file = ScanFile(path: "\(configuration.directory)/scans.json")
        var known = file.read()
        guard availability.instance(of: .clamav) != nil, let scanner = currentStores(set.manifest).scanner else {
            return known
        }
        let missing = set.documents.filter { known[$0.sha256] == nil }
        guard !missing.isEmpty else { return known }
        var done = 0
        board.note(.clamav, nil, done: 0, total: missing.count)
        await withTaskGroup(of: (String, Result<String, any Error>).self) { group in
            // The scanner itself limits how many connections it makes.
            for document in missing {
                group.addTask {
                    do {
                        let result = try await scanner.scan(file: document.path)
                        return (document.sha256, .success(result.isInfected ? "infected" : "clean"))
                    } catch { return (document.sha256, .failure(error)) }
                }
            }
            for await (sha256, result) in group {
                done += 1
                board.note(.clamav, nil, done: done, total: missing.count, isFinished: done == missing.count)
                switch result {
                case .success(let state): known[sha256] = state
                case .failure(let error): failures[.clamav] = SeedingError(error)
                }
            }
        }
        file.write(known)
        return known
    }
}

/// Scan results by SHA-256, kept between loads: a document that did not change need not be scanned again.
private struct ScanFile {
    let path: String

    func read() -> [String: String] {
        guard let data = try? WholeFile.read(path) else { return [:] }
        return (try? JSONDecoder().decode([String: String].self, from: data)) ?? [:]
    }

    /// Without success the documents are scanned again next time, no more.
    func write(_ results: [String: String]) {
        try? JSONEncoder().encode(results).write(to: URL(filePath: path), options: .atomic)
    }
}
