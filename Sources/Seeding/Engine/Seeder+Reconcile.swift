import ControlAPI
import FoundationEssentials

extension Seeder {
    /// How long rows wait for the scanner, which tells the state that each document is loaded with.
    private static let scannerPatience = Duration.seconds(20)
    private static let reopeningPause = Duration.milliseconds(200)

    /// Does what is to be done without being asked. Errors become the ``problem``, for all to see.
    func reconcile() async {
        guard availability.instance(of: .postgres) != nil else { return await reopenRows() }
        do {
            guard try await reconcileRows() else { return }
            try await reconcileOthers()
        } catch {
            board.show(nil)
            guard !(error is CancellationError) else { return }
            let error = SeedingError(error)
            if problem != error { await announce("seed data: \(error.message)") }
            problem = error
            // Not again before something changes: the same attempt would fail in the same way.
            checked[.postgres] = availability.instance(of: .postgres)
        }
    }

    /// A reset that was killed may have left the stack's database closed, to the probe as well: its server would never be
    /// ready, and so nothing would ever open the database again.
    private func reopenRows() async {
        guard availability[.postgres] == .running, record.pendingRows != nil, let set = try? readSet(),
            let rows = currentStores(set.manifest).rows
        else { return }
        do {
            for note in try await rows.recover() { await announce("seed data: \(note)") }
        } catch {
            // The server is still starting.
            patience = Task {
                try? await Task.sleep(for: Self.reopeningPause)
                if !Task.isCancelled { reconcileSoon() }
            }
        }
    }

    /// - Returns: whether the rows are in place, so that the other stores can be looked at.
    private func reconcileRows() async throws -> Bool {
        let instance = availability.instance(of: .postgres)
        if checked[.postgres] == instance { return plan != nil && problem == nil }
        let set = try readSet()
        let rows = try requireRows(set.manifest)
        for note in try await rows.recover() { await announce("seed data: \(note)") }
        switch try await rows.inspect() {
        case .missing:
            throw SeedingError(.refused, "the server has no database of the name that the stack's services use")
        case .foreign(let reason):
            guard mayLoad else { return false }
            throw SeedingError(
                .notOurs,
                reason,
                remedy: "to replace it by the seed data: cpadev seed --yes. To keep it: cpadev up --no-seed"
            )
        case .fresh:
            guard mayLoad else { return false }
            // At once, before a service of the stack makes its own tables.
            try await rows.claim(replacing: false)
            return try await loadWhenScannerDecided(set)
        case .ours(let seed):
            try await finishRows(set, rows, seed)
            guard seed != nil || record.pendingRows != nil || plan != nil else {
                return mayLoad ? try await loadWhenScannerDecided(set) : false
            }
        }
        checked[.postgres] = instance
        problem = nil
        return plan != nil
    }

    /// Loads everything for the first time, once the scanner is there or will not be.
    private func loadWhenScannerDecided(_ set: SeedSet) async throws -> Bool {
        let clock = ContinuousClock()
        let since = waitsSince ?? clock.now
        waitsSince = since
        if availability.isPending(.clamav), clock.now - since < Self.scannerPatience {
            // It wakes this up when it is ready; this does when it is not.
            patience = Task {
                try? await Task.sleep(until: since + Self.scannerPatience, clock: clock)
                if !Task.isCancelled { reconcileSoon() }
            }
            return false
        }
        waitsSince = nil
        board.show(DataOperation(kind: .seed, startedAt: Date()))
        defer { board.show(nil) }
        _ = try await prepareTemplate(set)
        try await loadAll(set, now: Date())
        checked[.postgres] = availability.instance(of: .postgres)
        guard let plan else { return false }
        _ = try await fill(currentStores(set.manifest).others, plan.firms, plan)
        await announce(
            "seeded \(plan.firms.count) firms, \(plan.firms.reduce(0) { $0 + $1.count(in: .postgres) }) rows"
        )
        return true
    }

    /// Finishes what a killed supervisor had begun with the rows, and finds the plan that is in force.
    private func finishRows(_ set: SeedSet, _ rows: any RowStore, _ seed: String?) async throws {
        let pending = record.pendingRows
        guard let hash = pending == .all ? record.hash ?? seed : seed else { return }
        var notes: [String] = []
        switch pending {
        case .all:
            let rebuilt = hash == set.hash ? set : nil
            if let rebuilt { _ = try await prepareTemplate(rebuilt) }
            try await rows.reset(to: hash)
            notes.append("finished a reset that was interrupted")
        case .firm(let slug):
            if let firm = (try? SeedPlan.read(planDirectory(hash)))?.firms.first(where: { $0.slug == slug }) {
                _ = try await rows.reset(firm: firm.id, to: hash)
                notes.append("finished the reset of \(slug) that was interrupted")
            }
        case .snapshot(let name):
            try await rows.restoreSnapshot(name)
            notes.append("finished going back to snapshot \(name), which was interrupted")
        case nil:
            break
        }
        try update { $0.pendingRows = nil }
        if let found = try? SeedPlan.read(planDirectory(hash)) {
            plan = found
        } else if hash == set.hash {
            _ = try await prepareTemplate(set, rebuilding: true)
            plan = try SeedPlan.read(planDirectory(hash))
        }
        if record.hash != hash { try update { $0.hash = hash } }
        for note in notes { await announce("seed data: \(note)") }
    }

    /// Documents that were loaded while there was no scanner get their states once there is one.
    private func scanLate(_ set: SeedSet) async throws {
        guard let instance = availability.instance(of: .clamav), checked[.clamav] != instance,
            record.unscannedHash == set.hash, plan?.hash == set.hash
        else { return }
        checked[.clamav] = instance
        failures[.clamav] = nil
        board.show(DataOperation(kind: .refill, startedAt: Date()))
        defer { board.show(nil) }
        let scans = await scanResults(set)
        guard set.documents.allSatisfy({ scans[$0.sha256] != nil }) else { return }
        let isAsSeeded = try await requireRows(set.manifest).drift().isNone
        _ = try await prepareTemplate(set, rebuilding: true)
        guard isAsSeeded else {
            return await announce("seed data: the documents were scanned; what they are shows after a reset")
        }
        try await loadAll(set, now: Date())
        if let plan { _ = try await fill(currentStores(set.manifest).others, plan.firms, plan) }
        await announce("seed data: the documents were scanned")
    }

    private func reconcileOthers() async throws {
        guard let set else { return }
        if let name = record.pendingSnapshot {
            guard try await finishSnapshot(name, set) else { return }
        }
        try await scanLate(set)
        guard let plan else { return }
        let due = currentStores(set.manifest).others.filter { store in
            guard let instance = availability.instance(of: store.name) else { return false }
            return checked[store.name] != instance
        }
        guard !due.isEmpty else { return }
        board.show(DataOperation(kind: .refill, startedAt: Date()))
        defer { board.show(nil) }
        for (store, parts) in Dictionary(grouping: try await check(due, plan), by: \.store) {
            let items = parts.reduce(0) { $0 + $1.items }
            if parts.contains(where: { $0.skipped == nil }) { await announce("\(store): loaded \(items) items") }
        }
    }
}
