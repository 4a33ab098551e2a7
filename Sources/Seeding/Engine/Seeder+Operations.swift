import CLinux
package import ControlAPI
import FoundationEssentials

extension Seeder {
    /// Carries a command out, after those that came before it. Progress shows in ``status()``.
    /// - Throws: `SeedingError`; what was there before is still there, or the next attempt finishes what was begun.
    package func perform(_ command: DataCommand) async throws -> DataOutcome {
        try await turnstile.pass {
            // Its turn may have come too late.
            try Task.checkCancellation()
            defer {
                board.show(nil)
                clinux_trim_memory()
            }
            let clock = ContinuousClock()
            let start = clock.now
            await findForeignStores()
            do {
                try await settle()
                let before = record.undo?.id
                var outcome =
                    switch command {
                    case .seed(let request): try await seed(request)
                    case .reset(let request): try await reset(request)
                    case .undo: try await undo()
                    case .saveSnapshot(let name): try await saveSnapshot(name)
                    case .restoreSnapshot(let name): try await restoreSnapshot(name)
                    case .deleteSnapshot(let name): try await deleteSnapshot(name)
                    }
                outcome.durationMs = (clock.now - start).milliseconds
                if record.undo?.id != before { outcome.undo = undoStatus }
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
        let instance = availability.instance(of: .postgres)
        var notes = try await rows.recover()
        var figures: LoadFigures?
        var needsRows = true
        var (replacesForeign, keepsFormer) = (false, true)
        switch try await rows.inspect() {
        case .missing, .fresh:
            try await rows.claim()
            keepsFormer = false
        case .foreign(let reason):
            guard request.replacesOwnData else {
                throw SeedingError(
                    .notOurs,
                    reason,
                    remedy: "to replace all of it, which cpadev reset --undo takes back: cpadev seed --yes"
                )
            }
            replacesForeign = true
        case .ours(let seed):
            needsRows = seed != set.hash || request.rebuild || plan?.hash != set.hash
            if needsRows, seed != nil, !request.replacesOwnData { try await refuseToLose(rows) }
        }
        var parts: [Part]
        if needsRows {
            figures = try await prepareTemplate(set, rebuilding: request.rebuild)
            let result = try await loadAll(
                set,
                .seed,
                replacesForeign: replacesForeign,
                keepsFormer: keepsFormer
            )
            notes += result.rows.notes
            parts = result.parts
            mayLoad = true
        } else {
            notes.append("the rows are loaded already; cpadev reset puts back what changed")
            checked[.postgres] = instance
            guard let plan else { throw SeedingError(.files, "the plan of the seed is missing") }
            let others = currentStores(set.manifest).others
            parts = try await check(others.filter { record.isDirty($0.name) || checked[$0.name] == nil }, plan)
        }
        guard let plan else { throw SeedingError(.files, "the plan of the seed is missing") }
        var outcome = DataOutcome(kind: .seed, durationMs: 0, parts: rowParts(plan, needsRows) + parts.map(\.outcome))
        outcome.notes = notes
        outcome.loadedRows = figures?.rows
        outcome.loadSeconds = figures.map { $0.duration.milliseconds / 1000 }
        return outcome
    }

    /// Loading over a database in which developers have changed something replaces that.
    private func refuseToLose(_ rows: any RowStore) async throws {
        let drift = try await rows.drift()
        guard !drift.isNone else { return }
        let firms = (plan?.firms ?? []).map { firm in
            (name: firm.slug, drifts: [(store: StoreName.postgres.rawValue, drift: drift.firms[firm.id] ?? .none)])
        }
        let words = [LossWords(changes: drift.changes, firms: firms).sentence, drift.notCompared ?? ""]
        throw SeedingError(
            .notOurs,
            "loading would replace what changed since the last load: "
                + words.filter { !$0.isEmpty }.joined(separator: "; "),
            remedy: "to replace it, which cpadev reset --undo takes back: cpadev seed --yes. To keep it under a name: "
                + "cpadev snapshot save NAME"
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
        let ownership = try await rows.inspect()
        guard case .ours(let seed?) = ownership else { throw ownership.notSeeded }
        if request.firm != nil || !names.contains(.postgres) { try refuseStale(set, seed) }
        if let slug = request.firm, !set.manifest.firms.contains(where: { $0.slug == slug }) {
            let slugs = set.manifest.firms.map(\.slug).joined(separator: ", ")
            throw SeedingError(.unknownName, "no firm '\(slug)'", remedy: "the firms are: \(slugs)")
        }
        let others = currentStores(set.manifest).others.filter { names.contains($0.name) }
        if request.dryRun { return try await dryRun(request, rows, others, names) }
        if request.firm == nil, names.contains(.postgres) { return try await resetAll(set, names) }
        return try await resetPart(request, set, rows, others, withRows: names.contains(.postgres))
    }

    private func resetAll(_ set: SeedSet, _ names: Set<StoreName>) async throws -> DataOutcome {
        let figures = try await prepareTemplate(set)
        let changes = databaseChanges
        let before = drifts[.postgres] ?? [:]
        let clock = ContinuousClock()
        let start = clock.now
        let result = try await loadAll(set, .reset, into: names)
        let duration = (clock.now - start).milliseconds
        let parts = (plan?.firms ?? []).map { firm in
            DataOutcome.Part(
                store: StoreName.postgres.rawValue,
                firm: firm.slug,
                items: firm.count(in: .postgres),
                // Where a new look would have made the reset slower, the last one tells what was replaced.
                drift: result.rows.drift.map { $0[firm.id] ?? .none } ?? before[firm.slug] ?? .none,
                durationMs: duration
            )
        }
        var outcome = DataOutcome(kind: .reset, durationMs: 0, parts: parts + result.parts.map(\.outcome))
        outcome.databaseChanges = changes
        outcome.notes = result.rows.notes
        outcome.loadedRows = figures?.rows
        outcome.loadSeconds = figures.map { $0.duration.milliseconds / 1000 }
        return outcome
    }

    /// Puts back one firm, or all of them in some of the other stores.
    private func resetPart(
        _ request: ResetRequest,
        _ set: SeedSet,
        _ rows: any RowStore,
        _ others: [any SeedStore],
        withRows: Bool
    ) async throws -> DataOutcome {
        let plan = try SeedPlan.read(planDirectory(set.hash))
        let firms = plan.firms.filter { request.firm == nil || $0.slug == request.firm }
        var step = SeedRecord.Step(id: RowStep.makeID(), kind: .reset, firm: request.firm, seed: record.seed)
        step.changesRows = withRows
        for store in others { step.stores[store.name.rawValue] = Set(firms.map(\.slug)) }
        let clock = ContinuousClock()
        let start = clock.now
        let firm = withRows ? firms.first : nil
        let isWhole = request.firm == nil
        if let firm { board.note(.postgres, firm.slug, done: 0, total: firm.count(in: .postgres)) }
        let result = try await carryOut(step) { rowStep in
            guard let firm else { return RowReplacement() }
            return try await rows.reset(firm: firm.id, to: plan.hash, as: rowStep)
        } stores: { undo in
            await self.fill(others, Filling(firms: firms, plan: plan, isWhole: isWhole, undo: undo))
        }
        self.plan = plan
        problem = nil
        let now = Date()
        try update { record in
            for firm in firms { record.firms[firm.slug, default: .init()].resetAt = now }
        }
        var parts: [DataOutcome.Part] = []
        if let firm {
            let count = firm.count(in: .postgres)
            drifts[.postgres, default: [:]][firm.slug] = Drift.none
            board.note(.postgres, firm.slug, done: count, total: count, isFinished: true)
            parts.append(
                DataOutcome.Part(
                    store: StoreName.postgres.rawValue,
                    firm: firm.slug,
                    items: count,
                    drift: result.rows.drift?[firm.id] ?? .none,
                    durationMs: (clock.now - start).milliseconds
                )
            )
        }
        var outcome = DataOutcome(
            kind: .reset,
            firm: request.firm,
            durationMs: 0,
            parts: parts + result.parts.map(\.outcome)
        )
        outcome.notes = result.rows.notes
        return outcome
    }

    private func refuseStale(_ set: SeedSet, _ seed: String) throws(SeedingError) {
        guard set.hash != seed else { return }
        throw SeedingError(
            .refused,
            "the seed's files changed since they were loaded, so a part cannot be reset alone",
            remedy: "reset everything, which cpadev reset --undo takes back: cpadev reset"
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
        if request.firm == nil {
            for store in others {
                guard let drift = drifts[store.name]?[Self.sharedKey] else { continue }
                parts.append(
                    DataOutcome.Part(
                        store: store.name.rawValue,
                        firm: nil,
                        items: drift.total,
                        drift: drift,
                        durationMs: 0
                    )
                )
            }
        }
        var outcome = DataOutcome(kind: .reset, firm: request.firm, dryRun: true, durationMs: 0, parts: parts)
        if names.contains(.postgres) {
            // A firm's reset leaves all of it as it is.
            if request.firm == nil {
                outcome.databaseChanges = databaseChanges
                outcome.notKept = notKept
            }
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
