import ControlAPI
import FoundationEssentials

extension SeedMachine {
    /// What to do about a step that a killed supervisor had begun.
    enum Interrupted: Sendable {
        /// It changed nothing, and the user may have worked on the data since, so it is dropped.
        case abandoned(SeedRecord.Step)
        /// Its rows are in place, so the other stores follow: the record for that.
        case finishing(SeedRecord.Step, SeedRecord)
    }

    /// Decides what to do about an interrupted step; nil if there is none.
    /// - Parameters:
    ///   - lastStep: the id of the last step whose rows are in place.
    ///   - rowsKept: the rows that the step kept of what it replaced.
    func interrupted(
        lastStep: String?,
        rowsKept: SeedRecord.UndoStep.Rows,
        at now: Date
    ) -> Interrupted? {
        guard let pending = record.pending else { return nil }
        guard !pending.changesRows || lastStep == pending.id else { return .abandoned(pending) }
        var record = record
        record.pending = nil
        record.seed = pending.seed
        if pending.snapshot != nil || pending.undone != nil { record.unfinished = pending }
        for (store, slugs) in pending.stores { record.dirty[store, default: []].formUnion(slugs) }
        // The replaced rows are kept under the mark of this step.
        record.undo = SeedRecord.UndoStep(
            id: pending.id,
            kind: pending.kind,
            firm: pending.firm,
            at: now,
            rows: rowsKept,
            former: pending.former
        )
        return .finishing(pending, record)
    }

    /// What can be undone of a finished step; nil if it replaced nothing, so that the step before it remains undoable.
    /// - Parameter excess: why rows of a size are too large to be kept.
    func undoStep(
        _ step: SeedRecord.Step,
        _ folder: UndoFolder,
        _ result: SeedRunner.StepResult,
        at now: Date,
        excess: (Int64) -> String?
    ) -> SeedRecord.UndoStep? {
        let parts = folder.parts
        var undo = SeedRecord.UndoStep(
            id: step.id,
            kind: step.kind,
            firm: step.firm,
            at: now,
            rows: .nothing,
            former: step.former
        )
        undo.notes = parts.flatMap(\.notes)
        undo.notes += parts.compactMap { part in
            part.reason.map {
                "\(part.store.rawValue)\(part.firm.isEmpty ? "" : " of \(part.firm)") is not kept: \($0)"
            }
        }
        switch result.rows.kept {
        // A skipped store may turn out to differ once it is available.
        case .nothingDiffered: if parts.isEmpty, !result.parts.contains(where: \.isSkipped) { return nil }
        case .kept(let bytes):
            let id = step.firm.flatMap { slug in plan?.firms.first { $0.slug == slug }?.id }
            undo.rows = id.map { .firm(id: $0) } ?? .database
            undo.bytes = bytes
        case .tooLarge(let bytes):
            undo.notes.append("the rows are not kept: \(excess(bytes) ?? "they are too large")")
        }
        return undo
    }

    /// What can be undone, as shown to users.
    var undoStatus: DataUndo? { record.undo.map(DataUndo.init) }
}

extension DataUndo {
    init(_ step: SeedRecord.UndoStep) {
        self.init(kind: step.kind, firm: step.firm, at: step.at, sizeBytes: step.bytes, notes: step.notes)
    }
}

extension SeedRecord {
    /// Updates which shares are due. One that was skipped because its store was unavailable is written when the store
    /// becomes available. One that failed is not, since the failure was reported.
    mutating func note(_ parts: [SeedRunner.Part]) {
        for part in parts {
            guard let firm = part.firm else { continue }
            if part.isSkipped {
                markDirty(part.store, [firm])
            } else {
                markClean(part.store, firm)
            }
        }
    }
}
