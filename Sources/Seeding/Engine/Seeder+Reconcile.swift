import ControlAPI
import FoundationEssentials

extension Seeder {
    /// How long rows wait for the scanner, which tells the state that each document is loaded with.
    private static let scannerPatience = Duration.seconds(20)
    private static let reopeningPause = Duration.milliseconds(200)

    /// Does what is to be done without being asked. Errors become the ``problem``, for all to see.
    func reconcile() async {
        guard let instance = availability.instance(of: .postgres) else { return await reopenRows() }
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
            checked[.postgres] = instance
        }
    }

    /// A reset that was killed may have left the stack's database closed, to the probe as well: its server would never be
    /// ready, and so nothing would ever open the database again.
    private func reopenRows() async {
        guard availability[.postgres] == .running, record.pending != nil, let set = try? readSet(),
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
            try await rows.claim()
            return try await loadWhenScannerDecided(set)
        case .ours(nil): return mayLoad ? try await loadWhenScannerDecided(set) : false
        case .ours(let seed?):
            try await settle()
            try await findPlan(set, seed)
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
        // Services may have made tables of their own meanwhile.
        let isEmpty = try await requireRows(set.manifest).isEmpty()
        _ = try await loadAll(set, .seed, keepsFormer: !isEmpty)
        guard let plan else { return false }
        await announce(
            "seeded \(plan.firms.count) firms, \(plan.firms.reduce(0) { $0 + $1.count(in: .postgres) }) rows"
        )
        return true
    }

    /// Decides what becomes of a step that a killed supervisor had begun. Where its rows are in place, the other stores
    /// follow; else it had changed nothing, and what it was to do is not done later: people may have worked since.
    func settle() async throws {
        guard let pending = record.pending, let set = try? readSet(), let rows = currentStores(set.manifest).rows,
            availability.instance(of: .postgres) != nil
        else { return }
        let name = pending.words
        let last = try await rows.lastStep()
        let isInPlace = !pending.changesRows || last == pending.id
        guard isInPlace else {
            try update { $0.pending = nil }
            removeUndoFolder(pending.id)
            return await announce("seed data: \(name) was interrupted before it had changed anything, and is given up")
        }
        try update { record in
            record.pending = nil
            record.seed = pending.seed
            if pending.snapshot != nil || pending.undone != nil { record.unfinished = pending }
            for (store, slugs) in pending.stores { record.dirty[store, default: []].formUnion(slugs) }
            // The rows that were replaced are kept by the mark of the step.
            record.undo = SeedRecord.UndoStep(
                id: pending.id,
                kind: pending.kind,
                firm: pending.firm,
                at: Date(),
                rows: rowsKept(by: pending),
                former: pending.former
            )
        }
        checked = [:]
        await announce("seed data: \(name) was interrupted once the rows were in place, and is finished")
    }

    private func rowsKept(by step: SeedRecord.Step) -> SeedRecord.UndoStep.Rows {
        guard step.changesRows else { return .nothing }
        let plan = plan ?? step.seed.hash.flatMap { try? SeedPlan.read(planDirectory($0)) }
        let firm = step.firm.flatMap { slug in plan?.firms.first { $0.slug == slug } }
        return firm.map { .firm(id: $0.id) } ?? .database
    }

    /// Finds the plan of the seed that is in force.
    private func findPlan(_ set: SeedSet, _ seed: String) async throws {
        if let found = try? SeedPlan.read(planDirectory(seed)) {
            plan = found
        } else if seed == set.hash {
            _ = try await prepareTemplate(set, rebuilding: true)
            plan = try SeedPlan.read(planDirectory(seed))
        }
        if record.seed.hash != seed { try update { $0.seed.hash = seed } }
        removeOldUndoFolders()
    }

    /// Documents that were loaded while there was no scanner get their states once there is one. Rows that were changed
    /// since stay as they are, and so does every store that differs from its seed.
    private func scanLate(_ set: SeedSet) async throws {
        guard let instance = availability.instance(of: .clamav), checked[.clamav] != instance,
            record.unscannedHash == set.hash, let before = plan, before.hash == set.hash
        else { return }
        checked[.clamav] = instance
        failures[.clamav] = nil
        board.show(DataOperation(kind: .refill, startedAt: Date()))
        defer { board.show(nil) }
        let scans = await scanResults(set)
        guard set.documents.allSatisfy({ scans[$0.sha256] != nil }) else { return }
        let rows = try requireRows(set.manifest)
        let stores = currentStores(set.manifest).others.filter { availability.instance(of: $0.name) != nil }
        var asSeeded: [any SeedStore] = []
        for store in stores {
            let drift = try? await Self.drift(of: store, before)
            if drift?.values.allSatisfy({ $0 == .none }) == true { asSeeded.append(store) }
        }
        _ = try await prepareTemplate(set, rebuilding: true)
        try await rows.note(
            scans: scans.filter { id in set.documents.contains { $0.sha256 == id.key } },
            of: set.manifest.documents
        )
        let scanned = try SeedPlan.read(planDirectory(set.hash))
        plan = scanned
        let parts = await fill(asSeeded, Filling(firms: scanned.firms, plan: scanned))
        try update { $0.note(parts) }
        await announce("seed data: the documents were scanned")
    }

    private func reconcileOthers() async throws {
        guard let set else { return }
        try await scanLate(set)
        guard let plan else { return }
        let due = currentStores(set.manifest).others.filter { store in
            guard let instance = availability.instance(of: store.name) else { return false }
            return checked[store.name] != instance
        }
        if !due.isEmpty { try await refill(due, plan) }
        // After that, for a store that forgot everything has what the step needs again, such as keys.
        if let unfinished = record.unfinished { _ = try await finish(unfinished, set) }
    }

    private func refill(_ due: [any SeedStore], _ plan: SeedPlan) async throws {
        board.show(DataOperation(kind: .refill, startedAt: Date()))
        defer { board.show(nil) }
        for (store, parts) in Dictionary(grouping: try await check(due, plan), by: \.store) {
            let items = parts.reduce(0) { $0 + $1.items }
            if parts.contains(where: { $0.skipped == nil }) { await announce("\(store): loaded \(items) items") }
        }
    }
}
