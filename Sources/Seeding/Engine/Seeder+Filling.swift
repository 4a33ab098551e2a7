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

        /// Whether its store was not there: it is filled when it appears.
        var isLeftOut: Bool { skipped != nil && !isFailed }
    }

    /// What stores beside Postgres are to hold.
    struct Filling: Sendable {
        var firms: [SeedPlan.Firm]
        var plan: SeedPlan
        /// Whether what belongs to no firm alone is put right as well.
        var isWhole = false
        /// Firms of the seed before, which are in this one no more.
        var formerFirms: [String] = []
        /// Keeps what is replaced.
        var undo: UndoFolder?
    }

    /// Makes stores hold what the plan says of some firms, all at the same time. Stores that cannot be used are skipped.
    /// One that fails gets back what was replaced in it.
    func fill(_ stores: [any SeedStore], _ filling: Filling) async -> [Part] {
        let board = board
        var parts: [Part] = []
        var usable: [any SeedStore] = []
        for store in stores {
            if let reason = reasonToSkip(store.name) {
                parts += filling.firms.map { skippedPart(store, $0, reason) }
            } else {
                usable.append(store)
                for firm in filling.firms { board.note(store.name, firm.slug, done: 0, total: 0) }
            }
        }
        parts += await inAll(usable, failing: filling) { store in
            try await store.prepare(filling.plan)
            var shared: [Part] = []
            if filling.isWhole { shared = try await Self.restoreShared(store, filling) }
            return shared + (try await Self.restore(store, filling, board))
        }
        return parts.sorted { ($0.store.order, $0.firm ?? "") < ($1.store.order, $1.firm ?? "") }
    }

    /// Does something in several stores at the same time, and notes of each whether it failed.
    /// - Parameter filling: what a store that fails was to hold; what was replaced in it is put back.
    func inAll(
        _ stores: [any SeedStore],
        failing filling: Filling? = nil,
        _ work: @escaping @Sendable (any SeedStore) async throws -> [Part]
    ) async -> [Part] {
        // The instance that is worked on: one that takes its place meanwhile is looked at again.
        let instances = stores.map { ($0.name, availability.instance(of: $0.name)) }
        var parts: [Part] = []
        await withTaskGroup(of: (any SeedStore, Result<[Part], any Error>).self) { group in
            for store in stores { group.addTask { (store, await attempt { try await work(store) }) } }
            for await (store, result) in group {
                switch result {
                case .success(let done):
                    failures[store.name] = nil
                    parts += done
                    if filling?.isWhole == true { drifts[store.name]?[Self.sharedKey] = nil }
                    for part in done { if let firm = part.firm { drifts[store.name, default: [:]][firm] = Drift.none } }
                // The step failed elsewhere, before this store had changed anything.
                case .failure(let error) where error is Gate.Closed: break
                case .failure(let error): parts += await failed(store, SeedingError(error), filling)
                }
            }
        }
        // One that failed is decided, too: nobody tries again before it is started anew or somebody asks for it.
        for (name, instance) in instances { checked[name] = instance }
        return parts
    }

    private func failed(_ store: any SeedStore, _ error: SeedingError, _ filling: Filling?) async -> [Part] {
        var message = error.message
        if let undo = filling?.undo, !undo.kept(of: store.name).isEmpty {
            let result = await attempt {
                try await uncancelled { try await store.putBack(from: undo, keeping: nil) { _, _ in } }
            }
            switch result {
            case .success: message += "; what had been replaced in it is back"
            case .failure(let error):
                message += "; what had been replaced in it is not back: \(SeedingError(error).message)"
            }
            undo.forget(store.name)
        }
        failures[store.name] = SeedingError(error.code, message, remedy: error.remedy)
        drifts[store.name] = nil
        let firms: [String?] = filling?.firms.map(\.slug) ?? [nil]
        return firms.map { slug in
            Part(
                store: store.name,
                firm: slug,
                items: 0,
                drift: .none,
                duration: .zero,
                skipped: message,
                isFailed: true
            )
        }
    }

    /// What belongs to no firm alone, and to firms that are in the seed no more.
    private static func restoreShared(_ store: any SeedStore, _ filling: Filling) async throws -> [Part] {
        let clock = ContinuousClock()
        let start = clock.now
        var drift = try await store.restoreShared(in: filling.plan, keeping: filling.undo)
        for slug in filling.formerFirms { drift = drift + (try await store.remove(firm: slug, keeping: filling.undo)) }
        guard drift != .none else { return [] }
        return [Part(store: store.name, firm: nil, items: 0, drift: drift, duration: clock.now - start)]
    }

    private static func restore(
        _ store: any SeedStore,
        _ filling: Filling,
        _ board: ProgressBoard
    ) async throws -> [Part] {
        try await withThrowingTaskGroup(of: Part.self) { group in
            for firm in filling.firms {
                group.addTask {
                    let clock = ContinuousClock()
                    let start = clock.now
                    let drift = try await store.restore(firm, in: filling.plan, keeping: filling.undo) { done, total in
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

    private func skippedPart(_ store: any SeedStore, _ firm: SeedPlan.Firm, _ reason: String) -> Part {
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

    /// Looks at stores that became ready, and measures them. Fills the shares that must be, and all of a store that lost
    /// all it had: that forgets when it stops.
    func check(_ stores: [any SeedStore], _ plan: SeedPlan) async throws -> [Part] {
        var due: [(any SeedStore, [SeedPlan.Firm])] = []
        let instances = Dictionary(stores.map { ($0.name, availability.instance(of: $0.name)) }) { $1 }
        await withTaskGroup(of: (any SeedStore, Result<[String: Drift], any Error>).self) { group in
            for store in stores {
                group.addTask {
                    (store, await attempt { try await Self.look(at: store, plan) })
                }
            }
            for await (store, result) in group {
                checked[store.name] = instances[store.name] ?? nil
                let dirty = plan.firms.filter { record.isDirty(store.name, $0.slug) }
                switch result {
                case .success(let drift):
                    failures[store.name] = nil
                    drifts[store.name] = drift
                    let lost = plan.firms.filter { firm in
                        let items = firm.count(in: store.name)
                        return items > 0 && (drift[firm.slug]?.removed ?? 0) >= items
                    }
                    let isEmpty = Set(lost + dirty).count == plan.firms.count && !lost.isEmpty
                    if isEmpty || !dirty.isEmpty { due.append((store, isEmpty ? plan.firms : dirty)) }
                case .failure(let error):
                    failures[store.name] = SeedingError(error)
                    if !dirty.isEmpty { due.append((store, dirty)) }
                }
            }
        }
        guard !due.isEmpty else { return [] }
        let owed = Dictionary(
            due.map { store, firms in (store.name, firms.map(\.slug).filter { record.isDirty(store.name, $0) }) }
        ) { $1 }
        // A supervisor that is killed meanwhile is followed by one that begins again.
        try update { record in
            for (store, firms) in due { record.markDirty(store.name, firms.map(\.slug)) }
        }
        var parts: [Part] = []
        // What a step replaces late, in a store that it had left out, can be undone with it.
        let undo = record.undo.flatMap { $0.id == record.dirtyStep ? undoFolder($0.id) : nil }
        for (store, firms) in due {
            let isOwed = owed[store.name]?.isEmpty == false
            parts += await fill([store], Filling(firms: firms, plan: plan, undo: isOwed ? undo : nil))
        }
        try update { $0.note(parts) }
        return parts
    }

    /// Measures a store that became ready. What somebody took away from it stays away; only a store that cannot be
    /// measured for what is missing is prepared.
    private static func look(at store: any SeedStore, _ plan: SeedPlan) async throws -> [String: Drift] {
        try await store.waitUntilCurrent()
        do { return try await drift(of: store, plan) } catch let error as SeedingError where error.code == .refused {
            try await store.prepare(plan)
            return try await drift(of: store, plan)
        }
    }

    /// Where ``drifts`` has what belongs to no firm alone.
    static let sharedKey = ""

    static func drift(of store: any SeedStore, _ plan: SeedPlan) async throws -> [String: Drift] {
        try await withThrowingTaskGroup(of: (String, Drift).self) { group in
            for firm in plan.firms { group.addTask { (firm.slug, try await store.drift(of: firm, in: plan)) } }
            var result: [String: Drift] = [:]
            for try await (slug, drift) in group { result[slug] = drift }
            let shared = try await store.sharedDrift(in: plan)
            if shared != .none { result[sharedKey] = shared }
            return result
        }
    }
}
