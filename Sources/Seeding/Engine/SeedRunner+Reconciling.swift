import ControlAPI
import FoundationEssentials
import Foundations

/// What happens without being asked.
extension SeedRunner {
    private static let reopenRetryDelay = Duration.milliseconds(200)

    /// Does whatever is due. An error becomes the problem that the status shows.
    func reconcile() async {
        let instance = await seeder.availability.instance(of: .postgres)
        do {
            guard try await reconcileRows() else { return }
            try await reconcileOthers()
        } catch {
            board.show(nil)
            guard !(error is CancellationError) else { return }
            let error = SeedingError(error)
            if await seeder.step({ $0.reconciliationFailed(error, instance) }) {
                await seeder.announce("seed data: \(error.message)")
            }
        }
    }

    /// - Returns: whether the rows are in place, so that the other stores can be checked.
    private func reconcileRows() async throws -> Bool {
        switch await seeder.read({ $0.rowsTask }) {
        case .wait: return false
        case .reopen:
            await reopenRows()
            return false
        case .checked(let isInPlace): return isInPlace
        case .inspect(let instance): return try await inspectRows(instance)
        }
    }

    private func reopenRows() async {
        guard let rows = await loadedStores()?.rows else { return }
        do {
            for note in try await rows.recover() { await seeder.announce("seed data: \(note)") }
        } catch {
            // The server is still starting.
            await seeder.reconcile(at: .now + Self.reopenRetryDelay)
        }
    }

    private func inspectRows(_ instance: String) async throws -> Bool {
        // Errors in the files must not keep a loaded seed from being measured, refilled and undone.
        let files = await attempt { try await readSet() }
        guard let settings = await storeSettings() else {
            _ = try files.get()
            return false
        }
        let rows = try await requireRows(settings)
        for note in try await rows.recover() { await seeder.announce("seed data: \(note)") }
        let state = try await rows.inspect()
        switch await seeder.read({ $0.decide(state) }) {
        case .refuse(let error): throw error
        case .leave: return false
        case .load(let claims):
            // Claim it now, before a service of the stack creates its own tables.
            if claims { try await rows.claim() }
            guard try await loadOnceScannerIsDecided(try files.get()) else { return false }
        case .adopt(let seed):
            try await settle()
            try await findPlan(files, seed)
            if case .failure(let error) = files {
                await seeder.announce("seed data: \(SeedingError(error).message); what was loaded before is kept")
            }
        }
        return await seeder.step { machine in
            machine.rowsChecked(instance)
            return machine.plan != nil
        }
    }

    /// Loads everything for the first time, once the scanner is ready or will not be.
    private func loadOnceScannerIsDecided(_ set: SeedSet) async throws -> Bool {
        if let time = await seeder.step({ $0.waitForScanner(at: .now) }) {
            await seeder.reconcile(at: time)
            return false
        }
        begin(.seed)
        defer { board.show(nil) }
        _ = try await prepareTemplate(set)
        // Services may have created their own tables meanwhile.
        let isEmpty = try await requireRows(set).isEmpty()
        // Where only the database is gone, the other stores hold the developer's changes.
        let wasLoaded = await seeder.record.seed.hash != nil
        _ = try await loadAll(set, .seed, keepsFormer: !isEmpty || wasLoaded)
        guard let plan = await seeder.plan else { return false }
        let rows = plan.firms.reduce(0) { $0 + $1.count(in: .postgres) }
        await seeder.announce("seeded \(plan.firms.count.counted("firm")), \(rows.counted("row"))")
        return true
    }

    /// Decides what to do about a step that a killed supervisor had begun.
    func settle() async throws {
        guard let pending = await seeder.record.pending, let rows = await loadedStores()?.rows,
            await seeder.availability.instance(of: .postgres) != nil
        else { return }
        let last = try await rows.lastStep()
        let kept = await rowsKept(by: pending)
        switch await seeder.read({ $0.interrupted(lastStep: last, rowsKept: kept, at: Date()) }) {
        case nil: return
        case .abandoned(let step):
            try await seeder.update { $0.pending = nil }
            removeUndoFolder(step.id)
            await seeder.announce(
                "seed data: \(step.words) was interrupted before it changed anything, and was abandoned"
            )
        case .finishing(let step, let record):
            try await seeder.update { $0 = record }
            await seeder.step { $0.forgetChecks() }
            await seeder.announce(
                "seed data: \(step.words) was interrupted after its rows were in place, and is now being finished"
            )
        }
    }

    private func rowsKept(by step: SeedRecord.Step) async -> SeedRecord.UndoStep.Rows {
        guard step.changesRows else { return .nothing }
        let plan = await seeder.plan ?? step.seed.hash.flatMap { try? SeedPlan.read(planDirectory($0)) }
        let firm = step.firm.flatMap { slug in plan?.firms.first { $0.slug == slug } }
        return firm.map { .firm(id: $0.id) } ?? .database
    }

    /// Loads the plan of the seed in force, or rebuilds it if the files still match.
    private func findPlan(_ files: Result<SeedSet, any Error>, _ seed: String) async throws {
        var found = try? SeedPlan.read(planDirectory(seed))
        // The plan of an earlier version does not say which stores it belongs to.
        if found?.stores == nil {
            let set = try files.get()
            if found == nil, seed == set.hash {
                _ = try await prepareTemplate(set, rebuilding: true)
                found = try SeedPlan.read(planDirectory(seed))
            }
        }
        if let found { await seeder.step { $0.planFound(found) } }
        if await seeder.record.seed.hash != seed { try await seeder.update { $0.seed.hash = seed } }
        await removeOldUndoFolders()
    }

    // MARK: Other stores

    private func reconcileOthers() async throws {
        if let set = await seeder.read({ $0.set }) { try await scanLate(set) }
        guard let plan = await seeder.plan, let others = await loadedStores()?.others else { return }
        let unchecked = await seeder.read { $0.uncheckedStores }
        let due = others.filter { unchecked.contains($0.name) }
        if !due.isEmpty { try await refill(due, plan) }
        // This comes last, since a store that lost its data now has what a content needs again, such as keys.
        for content in await seeder.record.due.contents { try await finish(content, plan) }
    }

    /// Looks at stores that were restarted, before a command writes to them. Otherwise what they lost would be taken for
    /// what the command replaces, and they would count as checked.
    func checkRestarted() async throws {
        guard let plan = await seeder.plan, let stores = await loadedStores() else { return }
        let restarted = await seeder.read { $0.restartedStores }
        let due = stores.others.filter { restarted.contains($0.name) }
        if !due.isEmpty { try await refill(due, plan) }
    }

    private func refill(_ due: [any SeedStore], _ plan: SeedPlan) async throws {
        begin(.refill)
        defer { board.show(nil) }
        for (store, parts) in Dictionary(grouping: try await check(due, plan), by: \.store) {
            let items = parts.reduce(0) { $0 + $1.items }
            if parts.contains(where: { $0.skipped == nil }) {
                await seeder.announce("\(store): loaded \(items) items")
            }
        }
    }

    /// Scans documents that were loaded while there was no scanner. Rows that have changed since are left alone, and so
    /// are stores that differ from the seed.
    private func scanLate(_ set: SeedSet) async throws {
        guard let before = await seeder.plan, await seeder.step({ $0.lateScanner(set) }) else { return }
        begin(.refill)
        defer { board.show(nil) }
        let scans = await scanResults(set)
        guard set.documents.allSatisfy({ scans[$0.sha256] != nil }) else { return }
        let rows = try await requireRows(set)
        var asSeeded: [any SeedStore] = []
        for store in await stores(set).others {
            guard await seeder.availability.instance(of: store.name) != nil else { continue }
            let drift = try? await Self.drift(of: store, before)
            if drift?.values.allSatisfy({ $0 == .none }) == true { asSeeded.append(store) }
        }
        _ = try await prepareTemplate(set, rebuilding: true)
        try await rows.note(
            scans: scans.filter { id in set.documents.contains { $0.sha256 == id.key } },
            of: set.manifest.documents
        )
        let scanned = try SeedPlan.read(planDirectory(set.hash))
        await seeder.step { $0.planFound(scanned) }
        let parts = await fill(asSeeded, Filling(firms: scanned.firms, plan: scanned))
        try await seeder.update { record in
            record.due.note(parts.filter { record.due.content(of: $0.store) == nil })
        }
        await seeder.announce("seed data: the documents were scanned")
    }

    /// Checks stores that became ready, and measures their drift. Fills the shares that are still due, and refills a
    /// store that has lost all of its data, as one without persistence does when it stops.
    func check(_ stores: [any SeedStore], _ plan: SeedPlan) async throws -> [Part] {
        let availability = await seeder.availability
        var due: [(store: any SeedStore, dues: SeedMachine.Dues)] = []
        await withTaskGroup(of: (any SeedStore, Result<[String: Drift], any Error>).self) { group in
            for store in stores {
                group.addTask { (store, await attempt { try await Self.look(at: store, plan) }) }
            }
            for await (store, result) in group {
                let (name, instance) = (store.name, availability.instance(of: store.name))
                let drift = result.mapError(SeedingError.init)
                let dues = await seeder.step { $0.looked(at: name, instance, drift, plan) }
                if !dues.firms.isEmpty { due.append((store, dues)) }
            }
        }
        let parts = try await fillDue(due, plan)
        if let delay = await seeder.read({ $0.retryDelay }) { await seeder.reconcile(at: .now + delay) }
        return parts
    }

    /// Fills the shares that are due in stores. What fails stays due, except for documents whose files are missing.
    private func fillDue(_ due: [(store: any SeedStore, dues: SeedMachine.Dues)], _ plan: SeedPlan) async throws
        -> [Part]
    {
        guard !due.isEmpty else { return [] }
        let record = await seeder.record
        let shares = due.map { (name: $0.store.name, slugs: $0.dues.firms.map(\.slug)) }
        // If this supervisor is killed meanwhile, the next one starts over.
        try await seeder.update { record in
            for share in shares where record.due.content(of: share.name) == nil {
                record.due.add(share.slugs, in: share.name)
            }
        }
        // What a step replaces late, in a store that it had skipped, is undone together with the step. What a store lost
        // when it stopped is no part of the step.
        let undo = record.undo.flatMap { $0.id == record.due.step ? undoFolder($0.id) : nil }
        var parts: [Part] = []
        var formerly: [StoreName: [String]] = [:]
        var retried: Set<StoreName> = []
        for (store, dues) in due {
            if dues.isLost, let slugs = formerFirms(leftOutIn: store.name, record) { formerly[store.name] = slugs }
            // A content that follows replaces this, and then the firms are written again.
            let wasSkipped =
                record.due.content(of: store.name) == nil && !dues.isLost
                && dues.firms.contains { record.due.awaits($0.slug, in: store.name) }
            var filling = Filling(firms: dues.firms, plan: plan, undo: wasSkipped ? undo : nil)
            if wasSkipped { filling.formers = await formers(of: [store.name]) }
            let filled = await fill([store], filling)
            if let failed = filled.first(where: \.isFailed) {
                // Whatever can be loaded without a missing document was loaded, unless that was rolled back.
                if filling.undo == nil, await seeder.read({ $0.failures[store.name]?.code == .files }) {
                    await seeder.announce("seed data: \(store.name.rawValue): \(failed.skipped ?? "")")
                } else {
                    retried.insert(store.name)
                    await seeder.step { $0.fillingFailed(in: store.name) }
                }
            } else if wasSkipped {
                try await seeder.update { $0.left[store.name.rawValue] = nil }
            }
            parts += filled
        }
        try await seeder.update { [parts, formerly, retried] record in
            let parts = parts.filter { record.due.content(of: $0.store) == nil && !retried.contains($0.store) }
            record.due.note(parts)
            // What an undo does not revert is not due again after it.
            if record.undo?.id != record.due.step { record.undo?.due?.note(parts) }
            for (store, slugs) in formerly { record.undo?.due?.add(slugs, in: store) }
        }
        return parts
    }

    /// Returns the firms of the seed before the last step, if that step left a store out. A store that loses everything
    /// then gets the seed in force, so an undo has nothing to put back in it, and must fill it with that seed instead.
    private func formerFirms(leftOutIn store: StoreName, _ record: SeedRecord) -> [String]? {
        guard let undo = record.undo, undo.former.hash != record.seed.hash,
            let former = undo.former.hash.flatMap({ try? SeedPlan.read(planDirectory($0)) }),
            record.left[store.rawValue]?.contains(FormerSeed(former)) == true,
            undoFolder(undo.id).kept(of: store).isEmpty
        else { return nil }
        return former.firms.map(\.slug)
    }

    /// Measures the drift of a store that became ready. Data that was deleted stays deleted. The store is prepared only
    /// if shared items that it lacks prevent the measurement.
    private static func look(at store: any SeedStore, _ plan: SeedPlan) async throws -> [String: Drift] {
        try await store.waitUntilCurrent()
        do { return try await drift(of: store, plan) } catch let error as SeedingError where error.code == .refused {
            try await store.prepare(plan)
            return try await drift(of: store, plan)
        }
    }
}
