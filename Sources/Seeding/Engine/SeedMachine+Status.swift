import ControlAPI
import FoundationEssentials

extension SeedMachine {
    /// The status of the data as last measured.
    /// - Parameter manifest: the path of the manifest.
    func status(manifest: String, _ operation: DataOperation?) -> DataStatus {
        let firms = plan?.firms.map(\.slug) ?? set?.manifest.firms.map(\.slug) ?? []
        let state = state(operation)
        var status = DataStatus(
            state: state,
            waitsFor: state == .waiting ? availability.services[.postgres] : nil,
            seed: plan.map { plan in
                DataStatus.Seed(
                    hash: plan.hash,
                    asOf: plan.asOf,
                    scale: plan.scale,
                    manifest: manifest,
                    isStale: set.map { $0.hash != plan.hash } ?? false,
                    set: record.seed.set ?? .demo
                )
            },
            firms: firms.map { firmStatus($0, operation) },
            databaseChanges: database.changes,
            notMeasured: database.notMeasured,
            notKept: database.notKept,
            operation: operation,
            problem: (problem ?? lostRows).map(ControlError.init)
        )
        status.undo = undoStatus
        status.lastSave = record.backups.lastSuccess
        status.lastFailedSave = record.backups.lastFailure
        for (store, drift) in drifts where store != .postgres {
            status.sharedDrift[store.rawValue] = drift[Self.sharedKey]
        }
        return status
    }

    /// The progress of the rows.
    func rowsPhase(_ operation: DataOperation?) -> Seeder.RowsPhase {
        if operation.map(\.kind.replacesRows) == true { return .underWay }
        let instance = instance(of: .postgres)
        if problem != nil || plan != nil && checked[.postgres] == instance { return .settled }
        switch availability[.postgres] {
        case .absent, .unavailable: return .settled
        case .stopped, .pending, .running, .ready:
            guard mayLoad else { return .settled }
            return instance == nil ? .awaited(service: availability.services[.postgres]) : .underWay
        }
    }

    /// Why the seeded rows are gone. A server that does not answer is not such a reason.
    private var lostRows: SeedingError? {
        guard instance(of: .postgres) != nil, let failure = failures[.postgres] else { return nil }
        return failure.code == .notOurs || failure.code == .refused ? failure : nil
    }

    private func state(_ operation: DataOperation?) -> DataStatus.State {
        if operation != nil { return .working }
        if problem != nil || lostRows != nil { return .failed }
        guard let plan else {
            if !mayLoad { return .unseeded }
            switch availability[.postgres] {
            case .absent, .unavailable: return .unseeded
            case .stopped, .pending, .running, .ready: return .waiting
            }
        }
        if checked[.postgres] != instance(of: .postgres) { return .waiting }
        let names = storeNames.filter { availability[$0] != .absent }
        // If the files have changed since the load, their documents are scanned when they are loaded.
        let awaitsScan = record.unscannedHash == plan.hash && set?.hash == plan.hash
        let looked = awaitsScan ? names + [.clamav] : names
        // One that failed to answer is looked at again, which may take any time.
        if looked.contains(where: { name in
            instance(of: name).map { checked[name] != $0 && failures[name] == nil } ?? false
        }) {
            return .working
        }
        let isWhole = names.allSatisfy { name in
            instance(of: name) != nil && failures[name] == nil
                && record.due.content(of: name) == nil
                && !plan.firms.contains { record.due.awaits($0.slug, in: name) }
        }
        return isWhole ? .seeded : .partial
    }

    private func firmStatus(_ slug: String, _ operation: DataOperation?) -> DataStatus.Firm {
        let firm = plan?.firms.first { $0.slug == slug }
        return DataStatus.Firm(
            slug: slug,
            name: firm?.name ?? slug,
            tenantId: firm?.id,
            seededAt: record.firms[slug]?.seededAt,
            resetAt: record.firms[slug]?.resetAt,
            stores: StoreName.allCases.map { storeStatus($0, firm, slug, operation) }
        )
    }

    private func storeStatus(
        _ name: StoreName,
        _ firm: SeedPlan.Firm?,
        _ slug: String,
        _ operation: DataOperation?
    ) -> DataStatus.Store {
        let items = firm?.count(in: name) ?? 0
        var status = DataStatus.Store(name: name.rawValue, state: .seeded, items: items, drift: drifts[name]?[slug])
        let steps = operation?.steps ?? []
        if steps.contains(where: { $0.store == name.rawValue && $0.firm == slug && !$0.isFinished }) {
            status.state = .working
        } else if let failure = failures[name] {
            (status.state, status.reason) = (.failed, failure.message)
        } else {
            switch availability[name] {
            case .absent, .unavailable: (status.state, status.reason) = (.unavailable, obstacle(name))
            case .stopped, .pending, .running: (status.state, status.reason) = (.pending, obstacle(name))
            case .ready where plan == nil || record.due.awaits(slug, in: name): status.state = .pending
            case .ready: break
            }
            if let content = record.due.content(of: name) {
                if status.state == .seeded { status.state = .pending }
                status.reason = [status.reason, "\(content.words) is finished once it is ready"].compactMap(\.self)
                    .joined(separator: "; ")
            }
        }
        return status
    }
}

extension DataOperation.Kind {
    fileprivate var replacesRows: Bool {
        switch self {
        case .seed, .reset, .undo, .snapshotRestore: true
        case .refill, .snapshotSave, .snapshotDelete: false
        }
    }
}
