import ControlAPI
import FoundationEssentials

extension Seeder {
    /// What a step did.
    struct StepResult: Sendable {
        var rows = RowReplacement()
        /// Of the other stores.
        var parts: [Part] = []
    }

    /// Carries out a step that changes rows: they come first, and the other stores follow once they are in place.
    ///
    /// The stores compare while the rows are being made, and are held at the folder's gate before they change anything.
    /// What fails before the rows are in place leaves everything as it was, journal included. What a store does not
    /// bring about afterwards is a failed part, and its share is put back as it was.
    func carryOut(
        _ step: SeedRecord.Step,
        replacesForeign: Bool = false,
        keepsFormer: Bool = true,
        _ changeRows: @escaping @Sendable (RowStep) async throws -> RowReplacement,
        stores fillStores: @escaping @Sendable (UndoFolder) async -> [Part]
    ) async throws -> StepResult {
        // The server that is worked on: one that takes its place meanwhile is looked at again.
        let instance = availability.instance(of: .postgres)
        let gate = Gate()
        let undo = try makeUndoFolder(step.id, gate)
        let former = record.seed
        var step = step
        step.former = former
        let journal = step
        do { try update { $0.pending = journal } } catch {
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
            // Where the file cannot be written, the next start finds that the rows are not in place, and drops it.
            try? update { $0.pending = nil }
            throw error
        }
        gate.open()
        result.parts = await filled
        checked[.postgres] = instance
        await finish(step, former, keepsFormer ? undo : nil, &result)
        return result
    }

    /// Notes that a step is done, and what is kept of what it replaced.
    /// - Parameter folder: nil where there was nothing before.
    private func finish(
        _ step: SeedRecord.Step,
        _ former: SeedRecord.Seed,
        _ folder: UndoFolder?,
        _ result: inout StepResult
    ) async {
        let undo = folder.flatMap { undoStep(step, former, $0, result) }
        let previous = record.undo
        let parts = result.parts
        do {
            try update { record in
                record.pending = nil
                record.seed = step.seed
                record.note(parts)
                if parts.contains(where: \.isLeftOut) { record.dirtyStep = step.id }
                if let undo { record.undo = undo }
            }
        } catch { result.rows.notes.append(SeedingError(error).message) }
        guard let undo else { return removeUndoFolder(step.id) }
        // A restore that fails is taken back, and with it what could be undone before.
        guard step.kind != .snapshotRestore else { return }
        if let previous { removeUndoFolder(previous.id) }
        guard previous?.rows == .database, undo.rows != .database, let set else { return }
        try? await currentStores(set.manifest).rows?.dropKept()
    }

    /// What can be undone of a step; nil where it replaced nothing, so that the step before it still can be.
    private func undoStep(
        _ step: SeedRecord.Step,
        _ former: SeedRecord.Seed,
        _ folder: UndoFolder,
        _ result: StepResult
    ) -> SeedRecord.UndoStep? {
        let parts = folder.parts
        var undo = SeedRecord.UndoStep(
            id: step.id,
            kind: step.kind,
            firm: step.firm,
            at: Date(),
            rows: .nothing,
            former: former
        )
        undo.notes = parts.flatMap(\.notes)
        undo.notes += parts.compactMap { part in
            part.reason.map {
                "\(part.store.rawValue)\(part.firm.isEmpty ? "" : " of \(part.firm)") is not kept: \($0)"
            }
        }
        switch result.rows.kept {
        // A store that was left out may be found to differ once it is there.
        case .nothingDiffered: if parts.isEmpty, !result.parts.contains(where: \.isLeftOut) { return nil }
        case .kept(let bytes):
            let id = step.firm.flatMap { slug in plan?.firms.first { $0.slug == slug }?.id }
            undo.rows = id.map { .firm(id: $0) } ?? .database
            undo.bytes = bytes
        case .tooLarge(let bytes):
            undo.notes.append("the rows are not kept: \(excess(of: bytes) ?? "they are too large")")
        }
        return undo
    }

    /// Why rows of that size, in bytes, are not kept; nil where they are.
    func excess(of bytes: Int64) -> String? {
        guard bytes > configuration.undoLimit else { return nil }
        let limit = configuration.undoLimit >> 20
        return "\(bytes >> 20) MiB are more than the \(limit) MiB of CPADEV_UNDO_LIMIT"
    }

    // MARK: Folders

    private func undoDirectory(_ id: String) -> String { "\(configuration.directory)/undo/\(id)" }

    /// The folder with what the stores beside Postgres keep of a step.
    func undoFolder(_ id: String) -> UndoFolder { UndoFolder(undoDirectory(id), budget: configuration.undoLimit) }

    func makeUndoFolder(_ id: String, _ gate: Gate?) throws(SeedingError) -> UndoFolder {
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
                "cannot make \(path): \(error)",
                remedy: "make room there, or let cpadev write there"
            )
        }
        return UndoFolder(path, budget: configuration.undoLimit, gate: gate)
    }

    func removeUndoFolder(_ id: String) { try? FileManager.default.removeItem(atPath: undoDirectory(id)) }

    /// Removes what no step can be undone with any more: an earlier supervisor may have been killed before it did.
    func removeOldUndoFolders() {
        let wanted = [record.undo?.id, record.pending?.id, record.unfinished?.id, record.unfinished?.undone?.id]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(configuration.directory)/undo")) ?? []
        for name in names where !wanted.contains(name) { removeUndoFolder(name) }
    }
}

extension SeedRecord {
    /// A share that was left out, since its store is not there, is written when it appears. One that failed is not: that
    /// was told.
    mutating func note(_ parts: [Seeder.Part]) {
        for part in parts {
            guard let firm = part.firm else { continue }
            if part.isLeftOut {
                markDirty(part.store, [firm])
            } else {
                markClean(part.store, firm)
            }
        }
    }
}
