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
        record.due = due(after: pending, [])
        record.left = left(after: pending, [])
        for (store, slugs) in pending.stores { record.due.firms[store, default: []].formUnion(slugs) }
        // What replaces data later is kept with what the step has kept already.
        if !pending.stores.isEmpty { record.due.step = pending.id }
        // Before what was due before the undone step.
        if let content = pending.content, !content.stores.isEmpty { record.due.contents.insert(content, at: 0) }
        // The replaced rows are kept under the mark of this step.
        record.undo = SeedRecord.UndoStep(
            id: pending.id,
            kind: pending.kind,
            firm: pending.firm,
            at: now,
            rows: rowsKept,
            former: pending.former,
            replaced: pending.replaced,
            due: self.record.due,
            left: self.record.left
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
            former: step.former,
            replaced: step.replaced,
            due: record.due,
            left: record.left
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

    /// What is due after a step, which overrides some of what was due before it.
    /// - Parameter parts: its results in the stores other than Postgres.
    func due(after step: SeedRecord.Step, _ parts: [SeedRunner.Part]) -> Due {
        if var due = step.undone?.due {
            // What an undo brings back belongs to it: it keeps what is replaced late.
            due.step = step.id
            if step.undone?.kind == .undo {
                for index in due.contents.indices { due.contents[index].step = step.id }
            }
            return due
        }
        var due = record.due
        // Earlier versions did not record what was due before a step.
        if let undone = step.undone {
            if due.step == undone.id { due.firms = [:] }
            due.contents.removeAll { $0.step == undone.id }
            return due
        }
        if let content = step.content {
            for store in content.stores { due.firms[store.rawValue] = nil }
            let late = Set(parts.filter(\.isSkipped).map(\.store))
            due.contents = []
            if !late.isEmpty { due.contents = [Due.Content(step: step.id, source: content.source, stores: late)] }
        } else if step.firm == nil {
            due.removeContents(of: Set(step.stores.keys.compactMap(StoreName.init)))
            // Also firms that left the seed, or their store would never be measured again.
            for store in step.stores.keys { due.firms[store] = nil }
        }
        due.note(parts)
        if parts.contains(where: { $0.isSkipped && $0.firm != nil }) { due.step = step.id }
        return due
    }

    /// What stores may have of the loaded seed, of those that loads left there, and of the one that an undo replaced.
    var earlierSeeds: EarlierSeeds {
        func seeds(_ store: StoreName) -> [StoreSettings] {
            let left = record.left[store.rawValue, default: []].union([record.undo?.replaced].compactMap(\.self))
            return ([plan?.stores] + left.map(\.stores)).compactMap(\.self)
        }
        let workflows = seeds(.temporal).compactMap(\.workflows)
        return EarlierSeeds(
            haveCollections: seeds(.typesense).contains { !$0.collections.isEmpty },
            workflows: workflows.min { $0.namespace < $1.namespace }
        )
    }

    /// The earlier seeds of which stores may still have items after a step.
    /// - Parameter parts: its results in the stores other than Postgres.
    func left(after step: SeedRecord.Step, _ parts: [SeedRunner.Part]) -> [String: Set<FormerSeed>] {
        if let undone = step.undone {
            // Records of earlier versions do not have it.
            var left = undone.left ?? record.left
            // These may have been filled with the undone seed.
            if let replaced = step.replaced {
                for store in (undone.due?.firms ?? [:]).keys { left[store, default: []].insert(replaced) }
            }
            return left
        }
        var left = record.left
        if let replaced = step.replaced {
            for store in StoreName.allCases where availability[store] != .absent && replaced.uses(store) {
                left[store.rawValue, default: []].insert(replaced)
            }
        }
        guard step.content == nil, step.firm == nil else { return left }
        for store in Set(parts.map(\.store)) where !parts.contains(where: { $0.store == store && $0.skipped != nil }) {
            left[store.rawValue] = nil
        }
        return left
    }

    /// What can be undone, as shown to users.
    var undoStatus: DataUndo? { record.undo.map(DataUndo.init) }
}

extension DataUndo {
    init(_ step: SeedRecord.UndoStep) {
        self.init(kind: step.kind, firm: step.firm, at: step.at, sizeBytes: step.bytes, notes: step.notes)
    }
}
