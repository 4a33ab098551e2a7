package import ControlAPI
import FoundationEssentials

extension Seeder {
    /// The data as it was last looked at.
    package func status() -> DataStatus {
        let firms = plan?.firms.map(\.slug) ?? set?.manifest.firms.map(\.slug) ?? []
        let state = state
        var status = DataStatus(
            state: state,
            waitsFor: state == .waiting ? availability.services[.postgres] : nil,
            seed: plan.map { plan in
                DataStatus.Seed(
                    hash: plan.hash,
                    asOf: plan.asOf,
                    scale: plan.scale,
                    manifest: configuration.manifest,
                    isStale: set.map { $0.hash != plan.hash } ?? false
                )
            },
            firms: firms.map(firmStatus),
            databaseChanges: databaseChanges,
            notMeasured: notMeasured,
            notKept: notKept,
            operation: board.operation,
            problem: (problem ?? lostRows).map(ControlError.init)
        )
        status.undo = undoStatus
        for (store, drift) in drifts where store != .postgres {
            status.sharedDrift[store.rawValue] = drift[Self.sharedKey]
        }
        return status
    }

    /// The data as it is now.
    package func measuredStatus() async -> DataStatus {
        try? await turnstile.pass {
            await findForeignStores()
            // The files may have changed, which `isStale` tells. What is wrong with them shows at the next load.
            _ = try? readSet()
            guard let plan, let set else { return }
            let stores = currentStores(set.manifest)
            let rows = availability.instance(of: .postgres) == nil ? nil : stores.rows
            await measure(plan, rows: rows, stores.others)
        }
        return status()
    }

    /// Measures anew where the last measure is older, and nothing else is going on.
    package func refresh(ifOlderThan age: Duration) async {
        if let measuredAt, ContinuousClock().now - measuredAt < age { return }
        guard plan != nil, await !turnstile.isBusy else { return }
        measuredAt = ContinuousClock().now
        let (before, changes, reason) = (drifts, databaseChanges, notMeasured)
        _ = await measuredStatus()
        if drifts != before || databaseChanges != changes || notMeasured != reason { board.changed() }
    }

    /// Measures what changed in stores that can be used. One that fails keeps what was known.
    func measure(_ plan: SeedPlan, rows: (any RowStore)?, _ others: [any SeedStore]) async {
        let usable = others.filter { availability.instance(of: $0.name) != nil && !record.isDirty($0.name) }
        async let database = Self.drift(of: rows)
        await withTaskGroup(of: (StoreName, Result<[String: Drift], any Error>).self) { group in
            for store in usable {
                group.addTask {
                    do { return (store.name, .success(try await Self.drift(of: store, plan))) } catch {
                        return (store.name, .failure(error))
                    }
                }
            }
            for await (name, result) in group {
                switch result {
                case .success(let drift):
                    drifts[name] = drift
                    failures[name] = nil
                case .failure(let error): failures[name] = SeedingError(error)
                }
            }
        }
        switch await database {
        case .success(let drift)?:
            note(drift, plan)
            notKept = excess(of: (try? await rows?.size()) ?? 0)
        case .failure(let error)? where error.code == .busy: notMeasured = error.message
        case .failure(let error)?: failures[.postgres] = error
        case nil: break
        }
        measuredAt = ContinuousClock().now
    }

    private static func drift(of rows: (any RowStore)?) async -> Result<DatabaseDrift, SeedingError>? {
        guard let rows else { return nil }
        do { return .success(try await rows.drift()) } catch { return .failure(SeedingError(error)) }
    }

    /// Forgets what differed in a database that another one replaced; the next measure tells.
    func forgetDatabaseChanges() {
        databaseChanges = []
        failures[.postgres] = nil
        notMeasured = nil
        notKept = nil
    }

    private func note(_ drift: DatabaseDrift, _ plan: SeedPlan) {
        drifts[.postgres] = Dictionary(plan.firms.map { ($0.slug, drift.firms[$0.id] ?? .none) }) { $1 }
        databaseChanges = drift.changes
        notMeasured = drift.notCompared
        failures[.postgres] = nil
    }

    // MARK: Parts

    /// Why the rows that were seeded are not there any more; a server that does not answer is no such reason.
    private var lostRows: SeedingError? {
        guard availability.instance(of: .postgres) != nil, let failure = failures[.postgres] else { return nil }
        return failure.code == .notOurs || failure.code == .refused ? failure : nil
    }

    private var state: DataStatus.State {
        if board.operation != nil { return .working }
        if problem != nil || lostRows != nil { return .failed }
        guard let plan else {
            if !mayLoad { return .unseeded }
            switch availability[.postgres] {
            case .absent, .unavailable: return .unseeded
            case .pending, .running, .ready: return .waiting
            }
        }
        if checked[.postgres] != availability.instance(of: .postgres) { return .waiting }
        let names = (stores?.stores.others.map(\.name) ?? []).filter { availability[$0] != .absent }
        // Documents of files that have changed meanwhile are scanned when those are loaded.
        let awaitsScan = record.unscannedHash == plan.hash && set?.hash == plan.hash
        let looked = awaitsScan ? names + [.clamav] : names
        let isUnchecked = looked.contains { name in
            availability.instance(of: name).map { checked[name] != $0 } ?? false
        }
        if isUnchecked { return .working }
        let isWhole = names.allSatisfy { name in
            availability.instance(of: name) != nil && failures[name] == nil
                && !plan.firms.contains { record.isDirty(name, $0.slug) }
        }
        return isWhole ? .seeded : .partial
    }

    private func firmStatus(_ slug: String) -> DataStatus.Firm {
        let firm = plan?.firms.first { $0.slug == slug }
        return DataStatus.Firm(
            slug: slug,
            name: firm?.name ?? slug,
            tenantId: firm?.id,
            seededAt: record.firms[slug]?.seededAt,
            resetAt: record.firms[slug]?.resetAt,
            stores: StoreName.allCases.map { storeStatus($0, firm, slug) }
        )
    }

    private func storeStatus(_ name: StoreName, _ firm: SeedPlan.Firm?, _ slug: String) -> DataStatus.Store {
        let items = firm?.count(in: name) ?? 0
        var status = DataStatus.Store(name: name.rawValue, state: .seeded, items: items, drift: drifts[name]?[slug])
        let steps = board.operation?.steps ?? []
        if steps.contains(where: { $0.store == name.rawValue && $0.firm == slug && !$0.isFinished }) {
            status.state = .working
        } else if let failure = failures[name] {
            (status.state, status.reason) = (.failed, failure.message)
        } else {
            switch availability[name] {
            case .absent: (status.state, status.reason) = (.unavailable, "the stack has no such service")
            case .unavailable(let reason): (status.state, status.reason) = (.unavailable, reason)
            case .pending, .running: (status.state, status.reason) = (.pending, "its service is not ready yet")
            case .ready where plan == nil || record.isDirty(name, slug): status.state = .pending
            case .ready: break
            }
        }
        return status
    }
}
