import CLinux
public import ControlAPI
import FoundationEssentials

extension Seeder {
    /// Carries a command out, after those that came before it. Progress shows in ``status()``.
    /// - Throws: `SeedingError`; what was there before is still there, or the next attempt finishes what was begun.
    public func perform(_ command: DataCommand) async throws -> DataOutcome {
        try await turnstile.pass {
            defer {
                board.show(nil)
                clinux_trim_memory()
            }
            let clock = ContinuousClock()
            let start = clock.now
            await findForeignStores()
            do {
                var outcome =
                    switch command {
                    case .seed(let request): try await seed(request)
                    case .reset(let request): try await reset(request)
                    case .saveSnapshot(let name): try await saveSnapshot(name)
                    case .restoreSnapshot(let name): try await restoreSnapshot(name)
                    case .deleteSnapshot(let name): try await deleteSnapshot(name)
                    }
                outcome.durationMs = (clock.now - start).milliseconds
                measuredAt = nil
                return outcome
            } catch {
                throw SeedingError(error)
            }
        }
    }

    // MARK: Seed

    private func seed(_ request: SeedRequest) async throws -> DataOutcome {
        begin(.seed)
        let set = try readSet(asOf: request.asOf, scale: request.scale)
        let rows = try requireRows(set.manifest)
        var notes = try await rows.recover()
        let now = Date()
        var figures: LoadFigures?
        var needsRows = true
        switch try await rows.inspect() {
        case .missing, .fresh: try await rows.claim(replacing: false)
        case .foreign(let reason):
            guard request.replacesOwnData else {
                throw SeedingError(.notOurs, reason, remedy: "to replace all of it: cpadev seed --yes")
            }
            figures = try await prepareTemplate(set, rebuilding: request.rebuild)
            try await rows.claim(replacing: true)
        case .ours(let seed):
            needsRows = seed != set.hash || request.rebuild || plan?.hash != set.hash || record.pendingRows != nil
            if needsRows, seed != nil, !request.replacesOwnData, !request.rebuild { try await refuseToLose(rows, set) }
        }
        if needsRows {
            if figures == nil { figures = try await prepareTemplate(set, rebuilding: request.rebuild) }
            try await loadAll(set, now: now)
            mayLoad = true
        } else {
            notes.append("the rows are loaded already; cpadev reset puts back what changed")
        }
        checked[.postgres] = availability.instance(of: .postgres)
        guard let plan else { throw SeedingError(.files, "the plan of the seed is missing") }
        let others = currentStores(set.manifest).others
        let due = needsRows ? others : others.filter { record.isDirty($0.name) || checked[$0.name] == nil }
        let parts = needsRows ? try await fill(due, plan.firms, plan) : try await check(due, plan)
        var outcome = DataOutcome(kind: .seed, durationMs: 0, parts: rowParts(plan, needsRows) + parts.map(\.outcome))
        outcome.notes = notes
        outcome.loadedRows = figures?.rows
        outcome.loadSeconds = figures.map { $0.duration.milliseconds / 1000 }
        return outcome
    }

    /// Loading other files over a database in which developers have changed something would lose that.
    private func refuseToLose(_ rows: any RowStore, _ set: SeedSet) async throws {
        let found = try await rows.drift()
        guard !found.isNone else { return }
        let drift = found.firms.values.reduce(Drift.none, +)
        throw SeedingError(
            .notOurs,
            "the seed's files changed, and loading them would lose \(drift.total) changed rows",
            remedy: "to lose them: cpadev seed --yes, or cpadev reset. To keep them: cpadev snapshot save NAME"
        )
    }

    private func rowParts(_ plan: SeedPlan, _ loaded: Bool) -> [DataOutcome.Part] {
        plan.firms.map { firm in
            DataOutcome.Part(
                store: StoreName.postgres.rawValue,
                firm: firm.slug,
                items: firm.count(in: .postgres),
                drift: .init(removed: loaded ? firm.count(in: .postgres) : 0),
                durationMs: 0
            )
        }
    }

    // MARK: Reset

    private func reset(_ request: ResetRequest) async throws -> DataOutcome {
        begin(.reset, firm: request.firm)
        let set = try readSet()
        let names = try storeNames(request.stores)
        let rows = try requireRows(set.manifest)
        guard case .ours(let seed?) = try await rows.inspect() else {
            throw SeedingError(
                .notOurs,
                "the database does not carry this stack's mark, so nothing in it is reset",
                remedy: "cpadev seed status says whose it is; cpadev seed loads the seed data"
            )
        }
        if request.firm != nil || !names.contains(.postgres) { try refuseStale(set, seed) }
        if let slug = request.firm, !set.manifest.firms.contains(where: { $0.slug == slug }) {
            let slugs = set.manifest.firms.map(\.slug).joined(separator: ", ")
            throw SeedingError(.unknownName, "no firm '\(slug)'", remedy: "the firms are: \(slugs)")
        }
        let others = currentStores(set.manifest).others.filter { names.contains($0.name) }
        if request.dryRun { return try await dryRun(request, rows, others, names) }

        var parts: [DataOutcome.Part] = []
        var figures: LoadFigures?
        if request.firm == nil, names.contains(.postgres) { figures = try await prepareTemplate(set) }
        let plan = try SeedPlan.read(planDirectory(set.hash))
        let firms = plan.firms.filter { request.firm == nil || $0.slug == request.firm }
        try update { record in
            if names.contains(.postgres) {
                record.pendingRows = request.firm.map { .firm(slug: $0) } ?? .all
                record.hash = set.hash
            }
            for store in others { record.soil(store.name, firms.map(\.slug)) }
        }
        // The rows and all other stores at the same time.
        async let filled = fill(others, firms, plan)
        if names.contains(.postgres) {
            do { parts = try await resetRows(rows, firms, plan, request) } catch {
                _ = try? await filled
                throw error
            }
            try update { $0.pendingRows = nil }
        }
        self.plan = plan
        parts += try await filled.map(\.outcome)
        let now = Date()
        try update { record in
            for firm in firms { record.firms[firm.slug, default: .init()].resetAt = now }
        }
        problem = nil
        checked[.postgres] = availability.instance(of: .postgres)
        var outcome = DataOutcome(kind: .reset, firm: request.firm, durationMs: 0, parts: parts)
        outcome.loadedRows = figures?.rows
        outcome.loadSeconds = figures.map { $0.duration.milliseconds / 1000 }
        return outcome
    }

    private func resetRows(
        _ rows: any RowStore,
        _ firms: [SeedPlan.Firm],
        _ plan: SeedPlan,
        _ request: ResetRequest
    ) async throws -> [DataOutcome.Part] {
        let clock = ContinuousClock()
        let start = clock.now
        for firm in firms { board.note(.postgres, firm.slug, done: 0, total: firm.count(in: .postgres)) }
        var drift: [String: Drift] = [:]
        if request.firm != nil {
            for firm in firms { drift[firm.slug] = try await rows.reset(firm: firm.id, to: plan.hash) }
        } else {
            // What was lost is told from the last look; a new one would make a reset slower.
            drift = drifts[.postgres] ?? [:]
            try await rows.reset(to: plan.hash)
        }
        let duration = (clock.now - start).milliseconds
        return firms.map { firm in
            drifts[.postgres, default: [:]][firm.slug] = Drift.none
            board.note(
                .postgres,
                firm.slug,
                done: firm.count(in: .postgres),
                total: firm.count(in: .postgres),
                isFinished: true
            )
            return DataOutcome.Part(
                store: StoreName.postgres.rawValue,
                firm: firm.slug,
                items: firm.count(in: .postgres),
                drift: drift[firm.slug] ?? .none,
                durationMs: duration
            )
        }
    }

    private func refuseStale(_ set: SeedSet, _ seed: String) throws(SeedingError) {
        guard set.hash != seed else { return }
        throw SeedingError(
            .refused,
            "the seed's files changed since they were loaded, so a part cannot be reset alone",
            remedy: "reset everything: cpadev reset"
        )
    }

    private func dryRun(
        _ request: ResetRequest,
        _ rows: any RowStore,
        _ others: [any SeedStore],
        _ names: Set<StoreName>
    ) async throws -> DataOutcome {
        guard let plan else { throw SeedingError(.refused, "nothing is seeded yet", remedy: "cpadev seed") }
        await measure(plan, rows: names.contains(.postgres) ? rows : nil, others)
        let firms = plan.firms.filter { request.firm == nil || $0.slug == request.firm }
        var parts: [DataOutcome.Part] = []
        for name in [.postgres] + others.map(\.name) where names.contains(name) {
            for firm in firms {
                parts.append(
                    DataOutcome.Part(
                        store: name.rawValue,
                        firm: firm.slug,
                        items: firm.count(in: name),
                        drift: drifts[name]?[firm.slug] ?? .none,
                        durationMs: 0,
                        skipped: reasonToSkip(name) ?? failures[name]?.message
                    )
                )
            }
        }
        var outcome = DataOutcome(kind: .reset, firm: request.firm, dryRun: true, durationMs: 0, parts: parts)
        if names.contains(.postgres) {
            // A firm's reset leaves all of it as it is.
            if request.firm == nil { outcome.databaseChanges = databaseChanges }
            outcome.notMeasured = notMeasured
        }
        return outcome
    }

    // MARK: Helpers

    func begin(_ kind: DataOperation.Kind, firm: String? = nil) {
        board.show(DataOperation(kind: kind, firm: firm, startedAt: Date()))
    }

    /// The stores of the names; all where there are none.
    private func storeNames(_ names: [String]) throws(SeedingError) -> Set<StoreName> {
        guard !names.isEmpty else { return Set(StoreName.allCases) }
        var result: Set<StoreName> = []
        for name in names {
            guard let store = StoreName(rawValue: name), store != .clamav else {
                let all = StoreName.allCases.filter { $0 != .clamav }.map(\.rawValue).joined(separator: ", ")
                throw SeedingError(.unknownName, "no store '\(name)'", remedy: "the stores are: \(all)")
            }
            result.insert(store)
        }
        return result
    }
}

extension Seeder.Part {
    var outcome: DataOutcome.Part {
        DataOutcome.Part(
            store: store.rawValue,
            firm: firm,
            items: items,
            drift: drift,
            durationMs: duration.milliseconds,
            skipped: skipped,
            isFailed: isFailed
        )
    }
}
