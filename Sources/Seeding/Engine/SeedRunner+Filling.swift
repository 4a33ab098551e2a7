import ControlAPI
import Foundations

extension SeedRunner {
    /// The data that stores other than Postgres should hold.
    struct Filling: Sendable {
        var firms: [SeedPlan.Firm]
        var plan: SeedPlan
        /// Whether items that belong to no single firm are restored as well.
        var isWhole = false
        /// The seeds of which each store may have items that are not in this one.
        var formers: [StoreName: Set<FormerSeed>] = [:]
        /// Keeps what is replaced.
        var undo: UndoFolder?
    }

    /// Makes stores match the plan for some firms, concurrently. Skips unusable stores. Rolls back a store that fails.
    func fill(_ stores: [any SeedStore], _ filling: Filling) async -> [Part] {
        let board = board
        var parts: [Part] = []
        var usable: [any SeedStore] = []
        for store in stores {
            let name = store.name
            if let reason = await seeder.read({ $0.skipReason(name) }) {
                parts += filling.firms.map { firm in
                    Part(store: name, firm: firm.slug, items: firm.count(in: name), skipped: reason)
                }
            } else {
                usable.append(store)
                for firm in filling.firms { board.note(name, firm.slug, done: 0, total: 0) }
            }
        }
        parts += await inAll(usable, failing: filling, rollingBackTo: filling.undo) { store in
            try await store.prepare(filling.plan)
            let shared = try await Self.restoreShared(store, filling)
            return shared + (try await Self.restore(store, filling, board))
        }
        return parts.sorted { ($0.store.order, $0.firm ?? "") < ($1.store.order, $1.firm ?? "") }
    }

    /// Runs work in several stores concurrently, and records which of them failed.
    /// - Parameters:
    ///   - filling: the intended contents, if they are the plan's.
    ///   - undo: what the work keeps. If a store fails, its changes are rolled back.
    func inAll(
        _ stores: [any SeedStore],
        failing filling: Filling? = nil,
        rollingBackTo undo: UndoFolder? = nil,
        _ work: @escaping @Sendable (any SeedStore) async throws -> [Part]
    ) async -> [Part] {
        let availability = await seeder.availability
        let instances = Dictionary(stores.map { ($0.name, availability.instance(of: $0.name)) }) { $1 }
        var parts: [Part] = []
        var written: [any SeedStore] = []
        await withTaskGroup(of: (any SeedStore, Result<[Part], any Error>).self) { group in
            for store in stores { group.addTask { (store, await attempt { try await work(store) }) } }
            for await (store, result) in group {
                let name = store.name
                switch result {
                case .success(let done):
                    await seeder.step { $0.succeeded(name, done, isWhole: filling?.isWhole == true) }
                    parts += done
                    // A snapshot is restored without parts.
                    if done.isEmpty || done.contains(where: { $0.drift != .none }) { written.append(store) }
                // The step failed elsewhere, before this store had changed anything.
                case .failure(let error) where error is Gate.Closed: break
                case .failure(let error):
                    parts += await failed(store, SeedingError(error), filling, undo)
                    written.append(store)
                }
            }
        }
        await seeder.step { $0.worked(in: instances) }
        await seeder.persistSoon(written)
        return parts
    }

    private func failed(
        _ store: any SeedStore,
        _ error: SeedingError,
        _ filling: Filling?,
        _ undo: UndoFolder?
    ) async -> [Part] {
        var message = error.message
        if let undo, !undo.kept(of: store.name).isEmpty {
            let result = await attempt {
                try await uncancelled { try await store.putBack(from: undo, keeping: nil) { _, _ in } }
            }
            switch result {
            case .success: message += "; its changes were rolled back"
            case .failure(let error):
                message += "; its changes could not be rolled back: \(SeedingError(error).message)"
            }
            undo.forget(store.name)
        }
        let (name, failure) = (store.name, SeedingError(error.code, message, remedy: error.remedy))
        await seeder.step { $0.failed(name, failure) }
        let firms: [String?] = filling?.firms.map(\.slug) ?? [nil]
        return firms.map { Part(store: name, firm: $0, skipped: message, isFailed: true) }
    }

    /// Restores the items that belong to no single firm, and removes what is no longer in the seed.
    private static func restoreShared(_ store: any SeedStore, _ filling: Filling) async throws -> [Part] {
        let clock = ContinuousClock()
        let start = clock.now
        var drift = Drift.none
        if filling.isWhole { drift = try await store.restoreShared(in: filling.plan, keeping: filling.undo) }
        let firms = Set(filling.plan.firms.map(\.slug))
        for former in filling.formers[store.name] ?? [] {
            for slug in former.firms where !firms.contains(slug) {
                drift = drift + (try await store.remove(firm: slug, keeping: filling.undo))
            }
            drift = drift + (try await store.removeElsewhere(former, keeping: filling.undo))
        }
        guard drift != .none else { return [] }
        return [Part(store: store.name, drift: drift, duration: clock.now - start)]
    }

    private static func restore(
        _ store: any SeedStore,
        _ filling: Filling,
        _ board: ProgressBoard
    ) async throws -> [Part] {
        // A firm that fails keeps no other from being written.
        let results = await withTaskGroup(of: Result<Part, any Error>.self) { group in
            for firm in filling.firms {
                group.addTask { await attempt { try await restore(firm, store, filling, board) } }
            }
            return await group.reduce(into: [Result<Part, any Error>]()) { $0.append($1) }
        }
        return try results.map { try $0.get() }
    }

    private static func restore(
        _ firm: SeedPlan.Firm,
        _ store: any SeedStore,
        _ filling: Filling,
        _ board: ProgressBoard
    ) async throws -> Part {
        let clock = ContinuousClock()
        let start = clock.now
        let drift = try await store.restore(firm, in: filling.plan, keeping: filling.undo) { done, total in
            board.note(store.name, firm.slug, done: done, total: total)
        }
        let items = firm.count(in: store.name)
        board.note(store.name, firm.slug, done: items, total: items, isFinished: true)
        return Part(store: store.name, firm: firm.slug, items: items, drift: drift, duration: clock.now - start)
    }

    // MARK: Measuring

    /// Measures drift in the usable stores. If one fails, its previous drift is kept.
    func measure(_ plan: SeedPlan, rows: (any RowStore)?, _ others: [any SeedStore]) async {
        let machine = await seeder.read { $0 }
        let usable = others.filter { machine.isMeasurable($0.name) }
        async let database = Self.drift(of: rows)
        await withTaskGroup(of: (StoreName, Result<[String: Drift], any Error>).self) { group in
            for store in usable {
                group.addTask { (store.name, await attempt { try await Self.drift(of: store, plan) }) }
            }
            for await (name, result) in group {
                let drift = result.mapError(SeedingError.init)
                await seeder.step { $0.measured(name, drift) }
            }
        }
        if let drift = await database {
            let notKept = undoLimitExcess(of: (try? await rows?.size()) ?? 0)
            await seeder.step { $0.measured(drift, notKept: notKept, plan) }
        }
        await seeder.step { $0.measuredAt = .now }
    }

    private static func drift(of rows: (any RowStore)?) async -> Result<DatabaseDrift, SeedingError>? {
        guard let rows else { return nil }
        return await attempt { try await rows.drift() }.mapError(SeedingError.init)
    }

    static func drift(of store: any SeedStore, _ plan: SeedPlan) async throws -> [String: Drift] {
        try await withThrowingTaskGroup(of: (String, Drift).self) { group in
            for firm in plan.firms { group.addTask { (firm.slug, try await store.drift(of: firm, in: plan)) } }
            var result: [String: Drift] = [:]
            for try await (slug, drift) in group { result[slug] = drift }
            let shared = try await store.sharedDrift(in: plan)
            if shared != .none { result[SeedMachine.sharedKey] = shared }
            return result
        }
    }
}
