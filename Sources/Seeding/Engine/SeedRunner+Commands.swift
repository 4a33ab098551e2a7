import ControlAPI
import FoundationEssentials
import Foundations

extension SeedRunner {
    // MARK: Seed

    func seed(_ request: SeedRequest) async throws -> DataOutcome {
        begin(.seed)
        let set = try await readSet(request.set, asOf: request.asOf, scale: request.scale)
        let rows = try await requireRows(set)
        let instance = await seeder.availability.instance(of: .postgres)
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
                    remedy: "to replace all of it (cpadev reset --undo reverts this): \(request.confirmed)"
                )
            }
            replacesForeign = true
        case .ours(let seed):
            let loaded = await seeder.plan?.hash
            needsRows = seed != set.hash || request.rebuild || loaded != set.hash
            if needsRows, let seed, !request.replacesOwnData { try await requireNoDrift(seed, rows, request) }
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
            await seeder.step { $0.mayLoad = true }
        } else {
            notes.append("the rows are already loaded; to revert changes to them: cpadev reset")
            await seeder.step { $0.worked(in: [.postgres: instance]) }
            guard let plan = await seeder.plan else { throw SeedingError(.files, "the plan of the seed is missing") }
            let machine = await seeder.read { $0 }
            parts = try await check(await stores(set).others.filter { machine.isDue($0.name) }, plan)
        }
        guard let plan = await seeder.plan else { throw SeedingError(.files, "the plan of the seed is missing") }
        var outcome = DataOutcome(kind: .seed, durationMs: 0, parts: rowParts(plan, needsRows) + parts.map(\.outcome))
        outcome.notes = notes
        outcome.loadedRows = figures?.rows
        outcome.loadSeconds = figures.map { $0.duration.milliseconds / 1000 }
        return outcome
    }

    /// Throws if loading would replace developers' changes in a store, or if that is not known.
    private func requireNoDrift(_ seed: String, _ rows: any RowStore, _ request: SeedRequest) async throws {
        let known = await seeder.plan
        guard let plan = known?.hash == seed ? known : try? SeedPlan.read(planDirectory(seed)),
            let others = await loadedStores()?.others
        else {
            throw SeedingError(
                .notOurs,
                "what loading would discard is not known: the plan of the loaded seed is missing",
                remedy: "to load nevertheless (cpadev reset --undo reverts this): \(request.confirmed)"
            )
        }
        let database = try await rows.drift()
        await measure(plan, rows: nil, others)
        let machine = await seeder.read { $0 }
        let measured = others.map(\.name).filter { machine.isMeasurable($0) }
        var unknown = [database.notCompared].compactMap(\.self)
        // What awaits a load differs by that. A stopped store may hold changes, which it would lose once it runs.
        let wanted = others.map(\.name).filter { machine.availability[$0] != .absent && !machine.record.due.awaits($0) }
        unknown += wanted.compactMap { name in
            let reason = machine.obstacle(name) ?? machine.failures[name]?.message
            return reason.map { "\(name.rawValue) was not compared: \($0)" }
        }
        func drifts(_ firm: String) -> [(store: String, drift: Drift)] {
            measured.map { ($0.rawValue, machine.drifts[$0]?[firm] ?? .none) }
        }
        let summary = DriftSummary(
            changes: database.changes,
            firms: plan.firms.map { firm in
                (firm.slug, [(StoreName.postgres.rawValue, database.firms[firm.id] ?? .none)] + drifts(firm.slug))
            },
            shared: drifts(SeedMachine.sharedKey)
        )
        guard !summary.isEmpty || !unknown.isEmpty else { return }
        let beginning =
            summary.isEmpty
            ? "what loading would discard is not known" : "loading would discard changes made since the last load"
        throw SeedingError(
            .notOurs,
            "\(beginning): " + ([summary.sentence] + unknown).filter { !$0.isEmpty }.joined(separator: "; "),
            remedy: "to discard them (cpadev reset --undo reverts this): \(request.confirmed). To save them first: "
                + "cpadev snapshot save NAME"
        )
    }

    private func rowParts(_ plan: SeedPlan, _ loaded: Bool) -> [DataOutcome.Part] {
        plan.firms.map { firm in
            let rows = firm.count(in: .postgres)
            let part = Part(store: .postgres, firm: firm.slug, items: rows, drift: Drift(removed: loaded ? rows : 0))
            return part.outcome
        }
    }

    // MARK: Reset

    func reset(_ request: ResetRequest) async throws -> DataOutcome {
        begin(.reset, firm: request.firm)
        let set = try await readSet()
        let names = try storeNames(request.stores)
        let rows = try await requireRows(set)
        let ownership = try await rows.inspect()
        guard case .ours(let seed?) = ownership else { throw ownership.notSeeded }
        if request.firm != nil || !names.contains(.postgres) { try requireCurrentSeed(set, seed) }
        if let slug = request.firm, !set.manifest.firms.contains(where: { $0.slug == slug }) {
            let slugs = set.manifest.firms.map(\.slug).joined(separator: ", ")
            throw SeedingError(.unknownName, "no firm '\(slug)'", remedy: "the firms are: \(slugs)")
        }
        if request.dryRun { return try await dryRun(request, rows, names) }
        if request.firm == nil, names.contains(.postgres) { return try await resetAll(set, names) }
        let others = await stores(set).others.filter { names.contains($0.name) }
        return try await resetPart(request, set, rows, others, withRows: names.contains(.postgres))
    }

    private func resetAll(_ set: SeedSet, _ names: Set<StoreName>) async throws -> DataOutcome {
        let figures = try await prepareTemplate(set)
        let before = await seeder.read { $0 }
        let clock = ContinuousClock()
        let start = clock.now
        let result = try await loadAll(set, .reset, into: names)
        let duration = clock.now - start
        let rows = (await seeder.plan?.firms ?? []).map { firm in
            // If measuring again would have delayed the reset, report the last measurement.
            let drift = result.rows.drift.map { $0[firm.id] ?? .none } ?? before.drifts[.postgres]?[firm.slug] ?? .none
            let items = firm.count(in: .postgres)
            return Part(store: .postgres, firm: firm.slug, items: items, drift: drift, duration: duration)
        }
        var outcome = DataOutcome(kind: .reset, durationMs: 0, parts: (rows + result.parts).map(\.outcome))
        outcome.databaseChanges = result.rows.changes ?? before.database.changes
        if result.rows.drift == nil {
            outcome.notMeasured = "the database was not compared with the seed; its differences are those known before"
        }
        outcome.notes = result.rows.notes
        outcome.loadedRows = figures?.rows
        outcome.loadSeconds = figures.map { $0.duration.milliseconds / 1000 }
        return outcome
    }

    /// Resets one firm, or all firms in some of the other stores.
    private func resetPart(
        _ request: ResetRequest,
        _ set: SeedSet,
        _ rows: any RowStore,
        _ others: [any SeedStore],
        withRows: Bool
    ) async throws -> DataOutcome {
        let plan = try SeedPlan.read(planDirectory(set.hash))
        // A store that has just become ready would get its content after the firm's data, and lose that.
        if request.firm != nil {
            for content in await seeder.record.due.contents { try await finish(content, plan) }
            begin(.reset, firm: request.firm)
        }
        let firms = plan.firms.filter { request.firm == nil || $0.slug == request.firm }
        let seed = await seeder.record.seed
        var step = SeedRecord.Step(id: RowStep.makeID(), kind: .reset, firm: request.firm, seed: seed)
        step.changesRows = withRows
        for store in others { step.stores[store.name.rawValue] = Set(firms.map(\.slug)) }
        let clock = ContinuousClock()
        let start = clock.now
        let firm = withRows ? firms.first : nil
        let isWhole = request.firm == nil
        let formers = isWhole ? await formers(of: others.map(\.name)) : [:]
        if let firm { board.note(.postgres, firm.slug, done: 0, total: firm.count(in: .postgres)) }
        let result = try await carryOut(step) { rowStep in
            guard let firm else { return RowReplacement() }
            return try await rows.reset(firm: firm.id, to: plan.hash, as: rowStep)
        } stores: { undo in
            await self.fill(
                others,
                Filling(firms: firms, plan: plan, isWhole: isWhole, formers: formers, undo: undo)
            )
        }
        await seeder.step { $0.partReset(plan, firm: firm?.slug) }
        let now = Date()
        try await seeder.update { record in
            for firm in firms { record.firms[firm.slug, default: .init()].resetAt = now }
        }
        var parts = result.parts
        if let firm {
            let count = firm.count(in: .postgres)
            board.note(.postgres, firm.slug, done: count, total: count, isFinished: true)
            let drift = result.rows.drift?[firm.id] ?? .none
            let duration = clock.now - start
            parts.insert(
                Part(store: .postgres, firm: firm.slug, items: count, drift: drift, duration: duration),
                at: 0
            )
        }
        var outcome = DataOutcome(kind: .reset, firm: request.firm, durationMs: 0, parts: parts.map(\.outcome))
        outcome.notes = result.rows.notes
        return outcome
    }

    private func requireCurrentSeed(_ set: SeedSet, _ seed: String) throws(SeedingError) {
        guard set.hash != seed else { return }
        throw SeedingError(
            .refused,
            "the seed's files have changed since they were loaded, so a part cannot be reset on its own",
            remedy: "reset everything (cpadev reset --undo reverts this): cpadev reset"
        )
    }

    private func dryRun(
        _ request: ResetRequest,
        _ rows: any RowStore,
        _ names: Set<StoreName>
    ) async throws -> DataOutcome {
        guard let plan = await seeder.plan, let stores = await loadedStores() else {
            throw SeedingError(.refused, "nothing is seeded yet", remedy: "cpadev seed")
        }
        let others = stores.others.filter { names.contains($0.name) }
        await measure(plan, rows: names.contains(.postgres) ? rows : nil, others)
        let measured = await seeder.read { $0 }
        let firms = plan.firms.filter { request.firm == nil || $0.slug == request.firm }
        var parts: [Part] = []
        for name in [.postgres] + others.map(\.name) where names.contains(name) {
            let (drifts, reason) = (
                measured.drifts[name], measured.obstacle(name) ?? measured.failures[name]?.message
            )
            parts += firms.map { firm in
                let drift = drifts?[firm.slug] ?? .none
                return Part(store: name, firm: firm.slug, items: firm.count(in: name), drift: drift, skipped: reason)
            }
        }
        if request.firm == nil {
            parts += others.compactMap { store in
                measured.drifts[store.name]?[SeedMachine.sharedKey].map { drift in
                    Part(store: store.name, items: drift.total, drift: drift)
                }
            }
        }
        var outcome = DataOutcome(kind: .reset, firm: request.firm, dryRun: true, durationMs: 0, parts: [])
        outcome.parts = parts.map(\.outcome)
        if names.contains(.postgres) {
            // A firm's reset changes none of this.
            if request.firm == nil {
                outcome.databaseChanges = measured.database.changes
                outcome.notKept = measured.database.notKept
            }
            outcome.notMeasured = measured.database.notMeasured
        }
        return outcome
    }

    /// Returns the stores of the given names; all stores if there are none.
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

extension SeedRequest {
    /// The command that makes this request again and replaces developers' data.
    fileprivate var confirmed: String {
        var words = "cpadev seed"
        if let set { return "\(words) use \(set.rawValue) --yes" }
        if let scale { words += " --scale \(scale)" }
        if let asOf { words += " --as-of \(asOf)" }
        if rebuild { words += " --rebuild" }
        return words + " --yes"
    }
}
