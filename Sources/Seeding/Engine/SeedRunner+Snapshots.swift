import ControlAPI
import FoundationEssentials
import Foundations

extension SeedRunner {
    /// Returns the snapshots, oldest first.
    func snapshots() async throws -> [DataSnapshotInfo] {
        let machine = await seeder.read { $0 }
        let databases: [String: Int64]
        if let rows = await loadedStores()?.rows, machine.instance(of: .postgres) != nil {
            databases = try await rows.snapshots()
        } else {
            databases = [:]
        }
        return SnapshotFolder.all(in: configuration.snapshotsDirectory).map { folder in
            DataSnapshotInfo(
                name: folder.index.name,
                createdAt: folder.index.createdAt,
                sizeBytes: folder.size + (databases[folder.index.name] ?? 0),
                stores: folder.index.stores
            )
        }.sorted { ($0.createdAt, $0.name) < ($1.createdAt, $1.name) }
    }

    func saveSnapshot(_ name: String) async throws -> DataOutcome {
        begin(.snapshotSave)
        try SnapshotFolder.check(name)
        let settings = try await requireSettings()
        let (rows, ownership) = try await requireOwn(settings)
        guard case .ours(let seed?) = ownership else { throw ownership.notSeeded }
        guard SnapshotFolder(name, in: configuration.snapshotsDirectory) == nil else {
            throw SeedingError(
                .refused,
                "snapshot '\(name)' already exists",
                remedy: "delete it first: cpadev snapshot delete \(name)"
            )
        }
        do { try await saveSnapshot(name, of: rows, seed, settings) } catch {
            // A cancelled snapshot does not count as a failed backup.
            if !(error is CancellationError) { try? await seeder.update { $0.backups.lastFailure = Date() } }
            throw error
        }
        try await seeder.update { $0.backups.lastSuccess = Date() }
        return DataOutcome(kind: .snapshotSave, durationMs: 0, parts: [], notes: await skippedNotes(settings))
    }

    private func saveSnapshot(
        _ name: String,
        of rows: any RowStore,
        _ seed: String,
        _ settings: StoreSettings
    ) async throws {
        let partial = try SnapshotFolder.begin(name, in: configuration.snapshotsDirectory)
        let keepers = await snapshotStores(settings)
        do {
            try await rows.saveSnapshot(name)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for store in keepers {
                    let directory = try partial.makeFolder(store.name)
                    group.addTask { try await store.save(into: directory) }
                }
                try await group.waitForAll()
            }
            let index = SnapshotFolder.Index(
                name: name,
                createdAt: Date(),
                hash: seed,
                stores: [StoreName.postgres.rawValue] + keepers.map(\.name.rawValue),
                set: await seeder.record.seed.set
            )
            try partial.finish(index)
        } catch {
            partial.remove()
            try? await rows.deleteSnapshot(name)
            throw error
        }
    }

    /// Restores every store from a snapshot. A store that is unavailable gets it later. If a store fails, all are rolled
    /// back.
    func restoreSnapshot(_ name: String) async throws -> DataOutcome {
        begin(.snapshotRestore)
        let settings = try await requireSettings()
        let (rows, _) = try await requireOwn(settings)
        let folder = try existingSnapshot(name)
        let saved = Set(folder.index.stores.compactMap(StoreName.init)).subtracting([.postgres])
        let stores = await snapshotStores(settings).filter { saved.contains($0.name) }
        let late = await lateParts(saved.subtracting(stores.map(\.name)))
        let restored = try? SeedPlan.read(planDirectory(folder.index.hash))
        let before = await seeder.read { $0 }
        var seed = before.record.seed
        (seed.hash, seed.set) = (folder.index.hash, folder.index.set)
        if let restored { (seed.asOf, seed.scale) = (restored.asOf, restored.scale) }
        var step = SeedRecord.Step(id: RowStep.makeID(), kind: .snapshotRestore, seed: seed)
        step.content = Due.Content(step: step.id, source: .snapshot(name), stores: saved)
        let result = try await carryOut(step) { rowStep in
            try await rows.restoreSnapshot(name, as: rowStep)
        } stores: { undo in
            await self.restore(stores, from: folder, keeping: undo) + late
        }
        await seeder.step { $0.snapshotRestored(restored) }
        if let failed = result.parts.first(where: \.isFailed) {
            throw await rollBack(step.id, name, failed, before.plan, before.record.undo, rows)
        }
        await removeOldUndoFolders()
        // If it cannot be dropped now, the next step drops it.
        try? await rows.dropSetAside()
        var outcome = DataOutcome(kind: .snapshotRestore, durationMs: 0, parts: late.map(\.outcome))
        outcome.notes = result.rows.notes
        for store in await snapshotStores(settings) where !saved.contains(store.name) {
            outcome.notes.append("\(store.name.rawValue) was left as it is: the snapshot does not have it")
        }
        return outcome
    }

    /// Returns the parts of saved stores that are unavailable.
    private func lateParts(_ saved: Set<StoreName>) async -> [Part] {
        let machine = await seeder.read { $0 }
        return saved.filter { machine.availability[$0] != .absent }.sorted { $0.order < $1.order }.map { store in
            // A store may have become ready a moment ago.
            let reason = machine.obstacle(store) ?? "it was not ready"
            return Part(store: store, skipped: "\(reason); it gets the snapshot once it is ready")
        }
    }

    private func restore(_ stores: [any SnapshotStore], from folder: SnapshotFolder, keeping undo: UndoFolder?) async
        -> [Part]
    {
        await inAll(stores) { store in
            guard let store = store as? any SnapshotStore else { return [] }
            try await store.restore(from: folder.folder(store.name), keeping: undo)
            return []
        }
    }

    /// Rolls back a restore in which a store failed, so that the step before it can still be undone.
    /// - Returns: the error to throw.
    private func rollBack(
        _ step: String,
        _ name: String,
        _ failed: Part,
        _ former: SeedPlan?,
        _ before: SeedRecord.UndoStep?,
        _ rows: any RowStore
    ) async -> SeedingError {
        var message = "\(failed.store.rawValue) could not be restored: \(failed.skipped ?? "")"
        do {
            guard let restored = await seeder.record.undo, restored.id == step, restored.rows != .nothing else {
                throw SeedingError(.refused, "the previous data was not kept")
            }
            let outcome = try await uncancelled { try await self.undo(restored) }
            if let part = outcome.parts.first(where: \.isFailed) {
                message +=
                    "; \(part.store) could not be rolled back: \(part.skipped ?? ""); the other stores are as before"
            } else {
                message += "; every store is as it was before"
            }
            if let former { await seeder.step { $0.planFound(former) } }
            // What is kept now is a half-done restore, which is of no use.
            let hasRows = (try? await uncancelled { try await rows.reinstateSetAside() }) ?? false
            let undo = before.flatMap { $0.rows != .database || hasRows ? $0 : nil }
            try? await seeder.update { $0.undo = undo }
            await removeOldUndoFolders()
        } catch {
            message += "; the restore could not be rolled back: \(SeedingError(error).message)"
        }
        if let before, await seeder.record.undo != before {
            message += "; the previous \(DataUndo(before).words()) can no longer be undone"
        }
        return SeedingError(
            .refused,
            message,
            remedy: "fix that, then try again: cpadev snapshot restore \(name)"
        )
    }

    func deleteSnapshot(_ name: String) async throws -> DataOutcome {
        begin(.snapshotDelete)
        let rows = try await requireRows(requireSettings())
        let folder = try existingSnapshot(name)
        let availability = await seeder.availability
        let waiting = await seeder.record.due.contents.first { $0.snapshot == name }?.stores ?? []
        let present = waiting.filter { availability[$0] != .absent }
        if !present.isEmpty {
            let names = present.map(\.rawValue).sorted().joined(separator: ", ")
            throw SeedingError(
                .refused,
                "snapshot '\(name)' has yet to be restored in \(names)",
                remedy: "start what is stopped, or undo the restore: cpadev reset --undo"
            )
        }
        try await rows.deleteSnapshot(name)
        folder.remove()
        return DataOutcome(kind: .snapshotDelete, durationMs: 0, parts: [])
    }

    /// Brings an awaited content into those of its stores that are available.
    func finish(_ content: Due.Content, _ plan: SeedPlan) async throws {
        let machine = await seeder.read { $0 }
        // A store that the stack lacks now may be back with another profile.
        let done = content.stores.filter { machine.instance(of: $0) != nil }
        guard !done.isEmpty else { return }
        begin(content.snapshot == nil ? .undo : .snapshotRestore)
        defer { board.show(nil) }
        // Once the step itself can no longer be undone, what is replaced is of no use.
        let undo = machine.record.undo?.id == content.step ? undoFolder(content.step) : nil
        let stores = await loadedStores()?.others.filter { done.contains($0.name) } ?? []
        var parts: [Part] = []
        switch content.source {
        case .snapshot(let name):
            guard let folder = SnapshotFolder(name, in: configuration.snapshotsDirectory) else {
                // It was deleted between an undo and the undo of that.
                parts = stores.map { Part(store: $0.name, skipped: "the snapshot was deleted", isFailed: true) }
                break
            }
            let saved = stores.filter { folder.index.stores.contains($0.name.rawValue) }
            parts = await restore(saved.compactMap { $0 as? any SnapshotStore }, from: folder, keeping: undo)
        case .undone(let step): parts = await putBack(stores, from: undoFolder(step), keeping: undo)
        }
        try await seeder.update { record in
            record.due.removeContents(of: done, step: content.step)
            if record.undo?.id != content.step { record.undo?.due?.removeContents(of: done, step: content.step) }
        }
        await seeder.step { $0.forgetDrift() }
        let failed = parts.filter(\.isFailed).map { "\($0.store.rawValue): \($0.skipped ?? "")" }
        let names = stores.map(\.name.rawValue).sorted().joined(separator: ", ")
        if stores.isEmpty { return }
        await seeder.announce(
            failed.isEmpty
                ? "seed data: \(content.words) is now finished in \(names)"
                : "seed data: \(content.words) could not be finished: \(failed.joined(separator: "; "))"
        )
        let awaiting = await seeder.record.due.firms
        _ = try await check(stores.filter { awaiting[$0.name.rawValue] != nil }, plan)
    }

    // MARK: Helpers

    private func snapshotStores(_ settings: StoreSettings) async -> [any SnapshotStore] {
        let availability = await seeder.availability
        return await seeder.stores(settings).others.compactMap { store in
            availability.instance(of: store.name) == nil ? nil : store as? any SnapshotStore
        }
    }

    private func skippedNotes(_ settings: StoreSettings) async -> [String] {
        let machine = await seeder.read { $0 }
        return await seeder.stores(settings).others.compactMap { store in
            guard store is any SnapshotStore, let reason = machine.obstacle(store.name) else { return nil }
            return "\(store.name.rawValue) was left out: \(reason)"
        }
    }

    private func existingSnapshot(_ name: String) throws(SeedingError) -> SnapshotFolder {
        try SnapshotFolder.check(name)
        if let folder = SnapshotFolder(name, in: configuration.snapshotsDirectory) { return folder }
        let names = SnapshotFolder.all(in: configuration.snapshotsDirectory).map(\.index.name).sorted()
        throw SeedingError(
            .unknownName,
            "no snapshot '\(name)'",
            remedy: names.isEmpty ? "there is none yet" : "the snapshots are: \(names.joined(separator: ", "))"
        )
    }

    /// Returns PostgreSQL, or throws if its database is not the stack's own.
    private func requireOwn(_ settings: StoreSettings) async throws -> (any RowStore, DatabaseState) {
        let rows = try await requireRows(settings)
        let ownership = try await rows.inspect()
        guard case .ours = ownership else { throw ownership.notSeeded }
        return (rows, ownership)
    }
}
