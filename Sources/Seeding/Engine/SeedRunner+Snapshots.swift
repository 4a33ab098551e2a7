import ControlAPI
import FoundationEssentials

extension SeedRunner {
    /// Returns the snapshots, oldest first.
    func snapshots() async throws -> [DataSnapshotInfo] {
        let machine = await seeder.read { $0 }
        let databases: [String: Int64]
        if let set = machine.set, let rows = await stores(set).rows, machine.instance(of: .postgres) != nil {
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
        let set = try await readSet()
        let rows = try await requireSeeded(set)
        guard SnapshotFolder(name, in: configuration.snapshotsDirectory) == nil else {
            throw SeedingError(
                .refused,
                "snapshot '\(name)' already exists",
                remedy: "delete it first: cpadev snapshot delete \(name)"
            )
        }
        let partial = try SnapshotFolder.begin(name, in: configuration.snapshotsDirectory)
        let keepers = await snapshotStores(set)
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
                hash: await seeder.record.seed.hash ?? set.hash,
                stores: [StoreName.postgres.rawValue] + keepers.map(\.name.rawValue)
            )
            try partial.finish(index)
        } catch {
            partial.remove()
            try? await rows.deleteSnapshot(name)
            throw error
        }
        return DataOutcome(kind: .snapshotSave, durationMs: 0, parts: [], notes: await skippedNotes(set))
    }

    /// Restores every store from a snapshot. If one of them fails, all are rolled back.
    func restoreSnapshot(_ name: String) async throws -> DataOutcome {
        begin(.snapshotRestore)
        let set = try await readSet()
        let rows = try await requireSeeded(set)
        let folder = try existingSnapshot(name)
        let stores = await snapshotStores(set).filter { folder.index.stores.contains($0.name.rawValue) }
        let restored = try? SeedPlan.read(planDirectory(folder.index.hash))
        let before = await seeder.read { $0 }
        var seed = before.record.seed
        seed.hash = folder.index.hash
        if let restored { (seed.asOf, seed.scale) = (restored.asOf, restored.scale) }
        var step = SeedRecord.Step(id: RowStep.makeID(), kind: .snapshotRestore, seed: seed)
        step.snapshot = name
        let result = try await carryOut(step) { rowStep in
            try await rows.restoreSnapshot(name, as: rowStep)
        } stores: { undo in
            await self.restore(stores, from: folder, keeping: undo)
        }
        await seeder.step { $0.snapshotRestored(restored) }
        if let failed = result.parts.first(where: \.isFailed) {
            throw await rollBack(step.id, name, failed, before.plan, before.record.undo, rows)
        }
        await removeOldUndoFolders()
        // If it cannot be dropped now, the next step drops it.
        try? await rows.dropSetAside()
        var outcome = DataOutcome(kind: .snapshotRestore, durationMs: 0, parts: [])
        outcome.notes = result.rows.notes + (await skippedNotes(set))
        return outcome
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
            let outcome = try await uncancelled { try await self.undo() }
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
        let set = try await readSet()
        let rows = try await requireRows(set)
        let folder = try existingSnapshot(name)
        try await rows.deleteSnapshot(name)
        folder.remove()
        return DataOutcome(kind: .snapshotDelete, durationMs: 0, parts: [])
    }

    /// Finishes an interrupted restore or undo in the stores other than PostgreSQL, once all of them are available.
    /// - Returns: whether it has been finished, successfully or not; false while a store is pending.
    func finish(_ step: SeedRecord.Step, _ set: SeedSet) async throws -> Bool {
        let folder = step.snapshot.flatMap { SnapshotFolder($0, in: configuration.snapshotsDirectory) }
        let undone = step.undone.map { undoFolder($0.id) }
        let names = folder?.index.stores.compactMap(StoreName.init) ?? undone?.parts.map(\.store) ?? []
        let availability = await seeder.availability
        guard !names.contains(where: availability.isPending) else { return false }
        begin(step.kind)
        defer { board.show(nil) }
        let undo = undoFolder(step.id)
        var parts: [Part] = []
        if let folder {
            let stores = await snapshotStores(set).filter { names.contains($0.name) }
            parts = await restore(stores, from: folder, keeping: undo)
        } else if let undone {
            let stores = await stores(set).others.filter { names.contains($0.name) }
            parts = await putBack(stores, from: undone, keeping: undo)
        }
        try await seeder.update { $0.unfinished = nil }
        await seeder.step { $0.forgetDrift() }
        let failed = parts.filter(\.isFailed).map { "\($0.store.rawValue): \($0.skipped ?? "")" }
        await seeder.announce(
            failed.isEmpty
                ? "seed data: \(step.words) that was interrupted is now finished in every store"
                : "seed data: \(step.words) could not be finished: \(failed.joined(separator: "; "))"
        )
        return true
    }

    // MARK: Helpers

    private func snapshotStores(_ set: SeedSet) async -> [any SnapshotStore] {
        let availability = await seeder.availability
        return await stores(set).others.compactMap { store in
            availability.instance(of: store.name) == nil ? nil : store as? any SnapshotStore
        }
    }

    private func skippedNotes(_ set: SeedSet) async -> [String] {
        let machine = await seeder.read { $0 }
        return await stores(set).others.compactMap { store in
            guard store is any SnapshotStore, let reason = machine.skipReason(store.name) else { return nil }
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

    private func requireSeeded(_ set: SeedSet) async throws -> any RowStore {
        let rows = try await requireRows(set)
        let ownership = try await rows.inspect()
        guard case .ours = ownership else { throw ownership.notSeeded }
        return rows
    }
}
