import ControlAPI

extension Seeder {
    /// One store's part of an operation.
    struct Part: Sendable {
        var store: StoreName
        var firm: String?
        var items: Int
        var drift: Drift
        var duration: Duration
        var skipped: String?
        var isFailed = false
    }

    /// Makes stores hold what the plan says of some firms, all at the same time. Stores that cannot be used are skipped
    /// and stay dirty, so that they are filled when they appear.
    func fill(_ stores: [any SeedStore], _ firms: [SeedPlan.Firm], _ plan: SeedPlan) async throws -> [Part] {
        let board = board
        var parts: [Part] = []
        var usable: [any SeedStore] = []
        for store in stores {
            if let reason = reasonToSkip(store.name) {
                parts += firms.map { skippedPart(store, $0, plan, reason) }
            } else {
                usable.append(store)
                for firm in firms { board.note(store.name, firm.slug, done: 0, total: 0) }
            }
        }
        await withTaskGroup(of: (StoreName, Result<[Part], any Error>).self) { group in
            for store in usable {
                group.addTask {
                    do {
                        try await store.prepare(plan)
                        if firms.count == plan.firms.count { _ = try await store.restoreShared(in: plan, keeping: nil) }
                        return (store.name, .success(try await Self.restore(store, firms, plan, board)))
                    } catch { return (store.name, .failure(error)) }
                }
            }
            for await (name, result) in group {
                switch result {
                case .success(let done):
                    failures[name] = nil
                    parts += done
                    for part in done { if let firm = part.firm { drifts[name, default: [:]][firm] = Drift.none } }
                case .failure(let error):
                    let error = SeedingError(error)
                    failures[name] = error
                    parts += firms.map {
                        Part(
                            store: name,
                            firm: $0.slug,
                            items: 0,
                            drift: .none,
                            duration: .zero,
                            skipped: error.message,
                            isFailed: true
                        )
                    }
                }
            }
        }
        try update { record in
            for part in parts where part.skipped == nil {
                if let firm = part.firm { record.clean(part.store, firm) }
            }
        }
        // One that failed is decided, too: nobody tries again before it is started anew or somebody asks for it.
        for store in usable { checked[store.name] = availability.instance(of: store.name) }
        return parts.sorted { ($0.store.order, $0.firm ?? "") < ($1.store.order, $1.firm ?? "") }
    }

    private static func restore(
        _ store: any SeedStore,
        _ firms: [SeedPlan.Firm],
        _ plan: SeedPlan,
        _ board: ProgressBoard
    ) async throws -> [Part] {
        try await withThrowingTaskGroup(of: Part.self) { group in
            for firm in firms {
                group.addTask {
                    let clock = ContinuousClock()
                    let start = clock.now
                    let drift = try await store.restore(firm, in: plan) { done, total in
                        board.note(store.name, firm.slug, done: done, total: total)
                    }
                    let items = firm.count(in: store.name)
                    board.note(store.name, firm.slug, done: items, total: items, isFinished: true)
                    return Part(
                        store: store.name,
                        firm: firm.slug,
                        items: items,
                        drift: drift,
                        duration: clock.now - start
                    )
                }
            }
            var parts: [Part] = []
            for try await part in group { parts.append(part) }
            return parts
        }
    }

    private func skippedPart(_ store: any SeedStore, _ firm: SeedPlan.Firm, _ plan: SeedPlan, _ reason: String) -> Part
    {
        let items = firm.count(in: store.name)
        return Part(store: store.name, firm: firm.slug, items: items, drift: .none, duration: .zero, skipped: reason)
    }

    /// Why a store is left out; nil where it can be used.
    func reasonToSkip(_ store: StoreName) -> String? {
        switch availability[store] {
        case .ready: nil
        case .absent: "the stack has no such service"
        case .pending, .running: "it is not ready yet; it is loaded when it is"
        case .unavailable(let reason): reason
        }
    }

    // MARK: Looking

    /// Looks at stores that became ready: fills those that must be, and those that lost all they had; measures the rest.
    func check(_ stores: [any SeedStore], _ plan: SeedPlan) async throws -> [Part] {
        var empty: [(any SeedStore, [SeedPlan.Firm])] = []
        for store in stores {
            let dirty = plan.firms.filter { record.isDirty(store.name, $0.slug) }
            if !dirty.isEmpty { empty.append((store, dirty)) }
        }
        let dirtyNames = Set(empty.map(\.0.name))
        let others = stores.filter { !dirtyNames.contains($0.name) }
        await withTaskGroup(of: (any SeedStore, Result<[String: Drift], any Error>).self) { group in
            for store in others {
                group.addTask {
                    do {
                        try await store.prepare(plan)
                        return (store, .success(try await Self.drift(of: store, plan)))
                    } catch { return (store, .failure(error)) }
                }
            }
            for await (store, result) in group {
                switch result {
                case .success(let drift):
                    failures[store.name] = nil
                    drifts[store.name] = drift
                    checked[store.name] = availability.instance(of: store.name)
                    let lost = plan.firms.filter { firm in
                        let items = firm.count(in: store.name)
                        return items > 0 && (drift[firm.slug]?.removed ?? 0) >= items
                    }
                    if lost.count == plan.firms.count { empty.append((store, lost)) }
                case .failure(let error):
                    failures[store.name] = SeedingError(error)
                    checked[store.name] = availability.instance(of: store.name)
                }
            }
        }
        guard !empty.isEmpty else { return [] }
        try update { record in
            for (store, firms) in empty { record.soil(store.name, firms.map(\.slug)) }
        }
        var parts: [Part] = []
        for (store, firms) in empty { parts += try await fill([store], firms, plan) }
        return parts
    }

    static func drift(of store: any SeedStore, _ plan: SeedPlan) async throws -> [String: Drift] {
        try await withThrowingTaskGroup(of: (String, Drift).self) { group in
            for firm in plan.firms { group.addTask { (firm.slug, try await store.drift(of: firm, in: plan)) } }
            var result: [String: Drift] = [:]
            for try await (slug, drift) in group { result[slug] = drift }
            return result
        }
    }
}
