import ControlAPI
import FoundationEssentials

/// Figures about loading rows from files.
struct LoadFigures: Hashable, Sendable {
    var rows: Int
    /// The time from reading the files to the last row.
    var duration: Duration
}

extension SeedRunner {
    /// Builds the template and the plan of a set unless they exist. The stack's database is not touched.
    /// - Returns: nil if both existed.
    func prepareTemplate(_ set: SeedSet, rebuilding: Bool = false) async throws -> LoadFigures? {
        let rows = try await requireRows(set)
        let directory = planDirectory(set.hash)
        if !rebuilding, try await rows.hasTemplate(set.hash), (try? SeedPlan.read(directory)) != nil { return nil }
        let scans = await scanResults(set)
        let isUnscanned = set.documents.contains { scans[$0.sha256] == nil }
        let figures = LoadFiguresBox()
        let board = board
        let live = await seeder.availability.endpoints.postgres?.database
        try await rows.buildTemplate(set.hash) { link in
            let loaded = try await set.load(
                into: link,
                beside: live,
                scans: scans,
                activity: { board.note(activity: $0) },
                progress: { board.note(.postgres, $0.firm, done: $0.done, total: $0.total) }
            )
            board.note(activity: "computing what the other stores hold")
            _ = try await set.writePlan(from: link, to: directory)
            figures.set(loaded)
            board.note(activity: "hashing and packing the rows")
        }
        board.note(activity: nil)
        try await seeder.update { $0.unscannedHash = isUnscanned ? set.hash : nil }
        return figures.value
    }

    /// Replaces the whole database with the template, and fills the other stores to match.
    /// - Parameters:
    ///   - names: the stores to fill. PostgreSQL is always loaded.
    ///   - replacesForeign: whether to replace even a database that is not the stack's own.
    func loadAll(
        _ set: SeedSet,
        _ kind: DataOperation.Kind,
        into names: Set<StoreName> = Set(StoreName.allCases),
        replacesForeign: Bool = false,
        keepsFormer: Bool = true
    ) async throws -> StepResult {
        let rows = try await requireRows(set)
        let hash = set.hash
        let loaded = try SeedPlan.read(planDirectory(hash))
        let slugs = loaded.firms.map(\.slug)
        let others = await stores(set).others.filter { names.contains($0.name) }
        var step = SeedRecord.Step(
            id: RowStep.makeID(),
            kind: kind,
            seed: SeedRecord.Seed(hash: hash, asOf: set.asOf, scale: set.scale, set: set.name)
        )
        for store in others { step.stores[store.name.rawValue] = Set(slugs) }
        let formers = await formers(of: others.map(\.name))
        for firm in loaded.firms { board.note(.postgres, firm.slug, done: 0, total: firm.count(in: .postgres)) }
        let result = try await carryOut(step, replacesForeign: replacesForeign, keepsFormer: keepsFormer) { rowStep in
            try await rows.reset(to: hash, as: rowStep)
        } stores: { undo in
            await self.fill(
                others,
                Filling(firms: loaded.firms, plan: loaded, isWhole: true, formers: formers, undo: undo)
            )
        }
        await seeder.step { $0.rowsLoaded(loaded) }
        let now = Date()
        try await seeder.update { record in
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

    /// Returns the loaded seed and the earlier ones of which stores may still have items.
    func formers(of stores: [StoreName]) async -> [StoreName: Set<FormerSeed>] {
        let left = await seeder.record.left
        let loaded = Set([await loadedPlan().map(FormerSeed.init)].compactMap(\.self))
        return Dictionary(stores.map { ($0, loaded.union(left[$0.rawValue] ?? [])) }) { $1 }
    }

    /// Drops templates and plans that neither the loaded seed, nor an undo, nor a snapshot needs.
    private func dropUnusedSeeds(_ rows: any RowStore) async {
        let snapshots = SnapshotFolder.all(in: configuration.snapshotsDirectory).map(\.index.hash)
        let machine = await seeder.read { $0 }
        let record = machine.record
        let wanted = Set(
            [record.seed.hash, record.undo?.former.hash, machine.plan?.hash].compactMap(\.self) + snapshots
        )
        try? await rows.dropTemplates(except: wanted)
        let plans = "\(configuration.directory)/plans"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: plans)) ?? []
        where !wanted.contains(where: { $0.hasPrefix(name) }) {
            try? FileManager.default.removeItem(atPath: "\(plans)/\(name)")
        }
    }

    // MARK: Scanning

    /// Returns the scan results of the documents, by SHA-256. Documents that could not be scanned are missing.
    func scanResults(_ set: SeedSet) async -> [String: String] {
        let file = ScanFile(path: "\(configuration.directory)/scans.json")
        var known = file.read()
        guard await seeder.availability.instance(of: .clamav) != nil, let scanner = await stores(set).scanner else {
            return known
        }
        let missing = set.documents.filter { known[$0.sha256] == nil }
        guard !missing.isEmpty else { return known }
        var done = 0
        board.note(.clamav, nil, done: 0, total: missing.count)
        await withTaskGroup(of: (String, Result<String, any Error>).self) { group in
            // The scanner limits its own number of connections.
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
                case .failure(let error):
                    let failure = SeedingError(error)
                    await seeder.step { $0.scanFailed(failure) }
                }
            }
        }
        file.write(known)
        return known
    }
}

/// The file that keeps scan results by SHA-256 between loads, so that unchanged documents are not scanned again.
private struct ScanFile {
    let path: String

    func read() -> [String: String] {
        guard let data = try? WholeFile.read(path) else { return [:] }
        return (try? JSONDecoder().decode([String: String].self, from: data)) ?? [:]
    }

    /// Ignores errors, after which the documents are merely scanned again next time.
    func write(_ results: [String: String]) {
        try? JSONEncoder().encode(results).write(to: URL(filePath: path), options: .atomic)
    }
}
