public import ControlAPI
import FoundationEssentials

extension Seeder {
    /// The snapshots that there are, oldest first.
    public func snapshots() async throws -> [DataSnapshotInfo] {
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
                hash: record.hash ?? set.hash,
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

    func restoreSnapshot(_ name: String) async throws -> DataOutcome {
        begin(.snapshotRestore)
        let set = try readSet()
        let rows = try await requireSeeded(set)
        let folder = try existingSnapshot(name)
        try update { record in
            record.pendingRows = .snapshot(name: name)
            record.pendingSnapshot = name
            record.hash = folder.index.hash
        }
        try await rows.restoreSnapshot(name)
        try update { $0.pendingRows = nil }
        try await restoreStores(folder, set)
        plan = (try? SeedPlan.read(planDirectory(folder.index.hash))) ?? plan
        return DataOutcome(kind: .snapshotRestore, durationMs: 0, parts: [], notes: skippedNotes(set))
    }

    func deleteSnapshot(_ name: String) async throws -> DataOutcome {
        let set = try readSet()
        let rows = try requireRows(set.manifest)
        let folder = try existingSnapshot(name)
        try await rows.deleteSnapshot(name)
        folder.remove()
        return DataOutcome(kind: .snapshotSave, durationMs: 0, parts: [])
    }

    /// The stores beside PostgreSQL become what a snapshot holds.
    func restoreStores(_ folder: SnapshotFolder, _ set: SeedSet) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for store in snapshotStores(set) where folder.index.stores.contains(store.name.rawValue) {
                let directory = folder.folder(store.name)
                group.addTask { try await store.restore(from: directory, keeping: nil) }
            }
            try await group.waitForAll()
        }
        try update { $0.pendingSnapshot = nil }
        drifts = [:]
    }

    /// Finishes going back to a snapshot that a killed supervisor had begun, once all stores of it are there.
    /// - Returns: whether that is done, or cannot be.
    func finishSnapshot(_ name: String, _ set: SeedSet) async throws -> Bool {
        guard let folder = SnapshotFolder(name, in: snapshotsDirectory) else {
            try update { $0.pendingSnapshot = nil }
            return true
        }
        let names = folder.index.stores.compactMap(StoreName.init)
        guard !names.contains(where: availability.isPending) else { return false }
        begin(.snapshotRestore)
        defer { board.show(nil) }
        try await restoreStores(folder, set)
        await announce("seed data: every store is at snapshot \(name) now, which was interrupted")
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
        guard case .ours = try await rows.inspect() else {
            throw SeedingError(.notOurs, "the database does not carry this stack's mark", remedy: "cpadev seed")
        }
        return rows
    }
}
