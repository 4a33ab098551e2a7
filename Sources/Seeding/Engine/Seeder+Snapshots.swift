package import ControlAPI
import FoundationEssentials

extension Seeder {
    /// The snapshots that there are, oldest first.
    package func snapshots() async throws -> [DataSnapshotInfo] {
        let databases: [String: Int64]
        if let set, let rows = currentStores(set.manifest).rows, availability.instance(of: .postgres) != nil {
            databases = try await rows.snapshots()
        } else {
            databases = [:]
        }
        return SnapshotFolder.all(in: snapshotsDirectory).map { folder in
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
        let set = try readSet()
        let rows = try await requireSeeded(set)
        guard SnapshotFolder(name, in: snapshotsDirectory) == nil else {
            throw SeedingError(
                .refused,
                "there is a snapshot '\(name)' already",
                remedy: "delete it first: cpadev snapshot delete \(name)"
            )
        }
        let partial = try SnapshotFolder.begin(name, in: snapshotsDirectory)
        let keepers = snapshotStores(set)
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
                hash: record.seed.hash ?? set.hash,
                stores: [StoreName.postgres.rawValue] + keepers.map(\.name.rawValue)
            )
            try partial.finish(index)
        } catch {
            partial.remove()
            try? await rows.deleteSnapshot(name)
            throw error
        }
        return DataOutcome(kind: .snapshotSave, durationMs: 0, parts: [], notes: skippedNotes(set))
    }

    /// Every store becomes what a snapshot holds, or stays what it is: where one of them fails, all are put back.
    func restoreSnapshot(_ name: String) async throws -> DataOutcome {
        begin(.snapshotRestore)
        let set = try readSet()
        let rows = try await requireSeeded(set)
        let folder = try existingSnapshot(name)
        let stores = snapshotStores(set).filter { folder.index.stores.contains($0.name.rawValue) }
        let restored = try? SeedPlan.read(planDirectory(folder.index.hash))
        var seed = record.seed
        seed.hash = folder.index.hash
        if let restored { (seed.asOf, seed.scale) = (restored.asOf, restored.scale) }
        var step = SeedRecord.Step(id: RowStep.makeID(), kind: .snapshotRestore, seed: seed)
        step.snapshot = name
        let (former, before) = (plan, record.undo)
        let result = try await carryOut(step) { rowStep in
            try await rows.restoreSnapshot(name, as: rowStep)
        } stores: { undo in
            await self.restore(stores, from: folder, keeping: undo)
        }
        plan = restored ?? plan
        drifts = [:]
        forgetDatabaseChanges()
        if let failed = result.parts.first(where: \.isFailed) {
            throw await rollBack(step.id, name, failed, former, before, rows)
        }
        removeOldUndoFolders()
        // What cannot be dropped now goes with the next step.
        try? await rows.dropSetAside()
        var outcome = DataOutcome(kind: .snapshotRestore, durationMs: 0, parts: [])
        outcome.notes = result.rows.notes + skippedNotes(set)
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

    /// Takes back a restore of which a store failed, so that what could be undone before it still can be.
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
            guard let restored = record.undo, restored.id == step, restored.rows != .nothing else {
                throw SeedingError(.refused, "what they held before was not kept")
            }
            let outcome = try await uncancelled { try await self.undo() }
            if let part = outcome.parts.first(where: \.isFailed) {
                message +=
                    "; every other store is as it was, and \(part.store) could not be put back: \(part.skipped ?? "")"
            } else {
                message += "; every store is as it was before"
            }
            plan = former
            // What is kept now is the half of a restore, which nobody wants back.
            let hasRows = (try? await uncancelled { try await rows.takeBackSetAside() }) ?? false
            let undo = before.flatMap { $0.rows != .database || hasRows ? $0 : nil }
            try? update { $0.undo = undo }
            removeOldUndoFolders()
        } catch {
            message += "; what was restored could not be taken back: \(SeedingError(error).message)"
        }
        if let before, record.undo != before {
            message += "; the \(undoStatus(of: before).words()) before can no longer be undone"
        }
        return SeedingError(
            .refused,
            message,
            remedy: "put that right, then try again: cpadev snapshot restore \(name)"
        )
    }

    func deleteSnapshot(_ name: String) async throws -> DataOutcome {
        begin(.snapshotDelete)
        let set = try readSet()
        let rows = try requireRows(set.manifest)
        let folder = try existingSnapshot(name)
        try await rows.deleteSnapshot(name)
        folder.remove()
        return DataOutcome(kind: .snapshotDelete, durationMs: 0, parts: [])
    }

    /// Finishes, in the stores beside PostgreSQL, a restore or an undo that a killed supervisor had begun, once all of
    /// them are there.
    /// - Returns: whether that is done, or cannot be.
    func finish(_ step: SeedRecord.Step, _ set: SeedSet) async throws -> Bool {
        let folder = step.snapshot.flatMap { SnapshotFolder($0, in: snapshotsDirectory) }
        let undone = step.undone.map { undoFolder($0.id) }
        let names = folder?.index.stores.compactMap(StoreName.init) ?? undone?.parts.map(\.store) ?? []
        guard !names.contains(where: availability.isPending) else { return false }
        begin(step.kind)
        defer { board.show(nil) }
        let undo = undoFolder(step.id)
        var parts: [Part] = []
        if let folder {
            let stores = snapshotStores(set).filter { names.contains($0.name) }
            parts = await restore(stores, from: folder, keeping: undo)
        } else if let undone {
            let stores = currentStores(set.manifest).others.filter { names.contains($0.name) }
            parts = await putBack(stores, from: undone, keeping: undo)
        }
        try update { $0.unfinished = nil }
        drifts = [:]
        forgetDatabaseChanges()
        let failed = parts.filter(\.isFailed).map { "\($0.store.rawValue): \($0.skipped ?? "")" }
        await announce(
            failed.isEmpty
                ? "seed data: \(step.words), which was interrupted, is finished in every store"
                : "seed data: \(step.words) could not be finished: \(failed.joined(separator: "; "))"
        )
        return true
    }

    // MARK: Helpers

    var snapshotsDirectory: String { "\(configuration.directory)/snapshots" }

    private func snapshotStores(_ set: SeedSet) -> [any SnapshotStore] {
        currentStores(set.manifest).others.compactMap { store in
            availability.instance(of: store.name) == nil ? nil : store as? any SnapshotStore
        }
    }

    private func skippedNotes(_ set: SeedSet) -> [String] {
        currentStores(set.manifest).others.compactMap { store in
            guard store is any SnapshotStore, let reason = reasonToSkip(store.name) else { return nil }
            return "\(store.name.rawValue) was left out: \(reason)"
        }
    }

    private func existingSnapshot(_ name: String) throws(SeedingError) -> SnapshotFolder {
        try SnapshotFolder.check(name)
        if let folder = SnapshotFolder(name, in: snapshotsDirectory) { return folder }
        let names = SnapshotFolder.all(in: snapshotsDirectory).map(\.index.name).sorted()
        throw SeedingError(
            .unknownName,
            "no snapshot '\(name)'",
            remedy: names.isEmpty ? "there is none yet" : "the snapshots are: \(names.joined(separator: ", "))"
        )
    }

    private func requireSeeded(_ set: SeedSet) async throws -> any RowStore {
        let rows = try requireRows(set.manifest)
        let ownership = try await rows.inspect()
        guard case .ours = ownership else { throw ownership.notSeeded }
        return rows
    }
}
