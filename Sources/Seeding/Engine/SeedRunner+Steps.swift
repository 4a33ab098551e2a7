import ControlAPI
import FoundationEssentials

extension SeedRunner {
    /// The result of a step.
    struct StepResult: Sendable {
        var rows = RowReplacement()
        /// The results in the other stores.
        var parts: [Part] = []
    }

    /// Carries out a step. The rows come first, and the other stores follow once the rows are in place.
    ///
    /// While the rows are being prepared, the stores compare, and wait at the undo folder's gate before they change
    /// anything. An error before the rows are in place leaves everything unchanged, including the journal. A store that
    /// fails afterwards becomes a failed part, and its changes are rolled back.
    func carryOut(
        _ step: SeedRecord.Step,
        replacesForeign: Bool = false,
        keepsFormer: Bool = true,
        _ changeRows: @escaping @Sendable (RowStep) async throws -> RowReplacement,
        stores fillStores: @escaping @Sendable (UndoFolder) async -> [Part]
    ) async throws -> StepResult {
        // A server that restarts meanwhile is checked again.
        let instance = await seeder.availability.instance(of: .postgres)
        let gate = Gate()
        let undo = try makeUndoFolder(step.id, gate)
        var step = step
        step.former = await seeder.record.seed
        if step.former.hash != step.seed.hash { step.replaced = await loadedPlan().map(FormerSeed.init) }
        do { try await seeder.update { [step] in $0.pending = step } } catch {
            removeUndoFolder(step.id)
            throw error
        }
        let rowStep = RowStep(
            id: step.id,
            undoLimit: configuration.undoLimit,
            replacesForeign: replacesForeign,
            keepsFormer: keepsFormer,
            setsKeptAside: step.kind == .snapshotRestore,
            committed: { gate.open() }
        )
        var result = StepResult()
        async let filled = fillStores(undo)
        do { result.rows = try await changeRows(rowStep) } catch {
            gate.close()
            _ = await filled
            removeUndoFolder(step.id)
            // If this cannot be written, the next supervisor finds that the rows are not in place and drops the step.
            try? await seeder.update { $0.pending = nil }
            throw error
        }
        gate.open()
        result.parts = await filled
        await seeder.step { $0.worked(in: [.postgres: instance]) }
        await finish(step, keepsFormer ? undo : nil, &result)
        return result
    }

    /// Records that a step is done, and what is kept of the data that it replaced.
    /// - Parameter folder: nil if there was no data before.
    private func finish(_ step: SeedRecord.Step, _ folder: UndoFolder?, _ result: inout StepResult) async {
        let machine = await seeder.read { $0 }
        let undo = folder.flatMap {
            machine.undoStep(step, $0, result, at: Date(), excess: { bytes in undoLimitExcess(of: bytes) })
        }
        let previous = machine.record.undo
        let due = machine.due(after: step, result.parts)
        let left = machine.left(after: step, result.parts)
        do {
            try await seeder.update { record in
                record.pending = nil
                record.seed = step.seed
                record.due = due
                record.left = left
                if let undo { record.undo = undo }
            }
        } catch { result.rows.notes.append(SeedingError(error).message) }
        guard let undo else { return removeUndoFolder(step.id) }
        // A failed restore or undo is rolled back, which needs what the previous step kept.
        guard step.kind != .snapshotRestore, step.kind != .undo else { return }
        if let previous { removeUndoFolder(previous.id) }
        guard previous?.rows == .database, undo.rows != .database else { return }
        try? await loadedStores()?.rows?.dropKept()
    }

    /// Returns why rows of the given size, in bytes, are not kept; nil if they are.
    func undoLimitExcess(of bytes: Int64) -> String? {
        guard bytes > configuration.undoLimit else { return nil }
        let limit = configuration.undoLimit >> 20
        return "\(bytes >> 20) MiB exceeds CPADEV_UNDO_LIMIT, which is \(limit) MiB"
    }

    // MARK: Folders

    private func undoDirectory(_ id: String) -> String { "\(configuration.directory)/undo/\(id)" }

    /// Returns the folder with what the stores other than Postgres keep of a step.
    func undoFolder(_ id: String) -> UndoFolder { UndoFolder(undoDirectory(id), budget: configuration.undoLimit) }

    private func makeUndoFolder(_ id: String, _ gate: Gate?) throws(SeedingError) -> UndoFolder {
        let path = undoDirectory(id)
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw SeedingError(
                .files,
                "cannot create \(path): \(failureWords(error))",
                remedy: "free up disk space, or give cpadev write access to the folder"
            )
        }
        return UndoFolder(path, budget: configuration.undoLimit, gate: gate)
    }

    func removeUndoFolder(_ id: String) { try? FileManager.default.removeItem(atPath: undoDirectory(id)) }

    /// Removes folders that no undo needs any more. An earlier supervisor may have been killed before it removed them.
    func removeOldUndoFolders() async {
        let record = await seeder.record
        var wanted: Set<String?> = [record.undo?.id, record.pending?.id]
        for content in record.due.contents + (record.undo?.due?.contents ?? []) {
            wanted.insert(content.step)
            if case .undone(let step) = content.source { wanted.insert(step) }
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(configuration.directory)/undo")) ?? []
        for name in names where !wanted.contains(name) { removeUndoFolder(name) }
    }
}
