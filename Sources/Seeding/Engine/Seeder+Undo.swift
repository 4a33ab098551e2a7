import ControlAPI
import FoundationEssentials

extension Seeder {
    /// Takes the last step back that replaced data: what it replaced is there again, and what is replaced by that is kept
    /// in turn.
    func undo() async throws -> DataOutcome {
        begin(.undo)
        guard let undone = record.undo else {
            throw SeedingError(
                .refused,
                "there is nothing to undo",
                remedy: "cpadev seed status says what can be undone"
            )
        }
        // Files that have errors by now are no obstacle.
        guard let set = (try? readSet()) ?? set else {
            throw SeedingError(.badSeed, "the seed data has errors", remedy: "cpadev seed status")
        }
        let folder = undoFolder(undone.id)
        let stores = try requireStores(of: folder, set)
        var step = SeedRecord.Step(id: RowStep.makeID(), kind: .undo, firm: undone.firm, seed: undone.former)
        step.undone = undone
        step.changesRows = undone.rows != .nothing
        let result: StepResult
        if undone.rows == .nothing {
            result = try await undoStores(step, stores, folder)
        } else {
            let rows = try requireRows(set.manifest)
            result = try await carryOut(step) { rowStep in
                switch undone.rows {
                case .firm(let id): try await rows.undo(undone.id, firm: id, as: rowStep)
                case .database, .nothing: try await rows.undo(undone.id, as: rowStep)
                }
            } stores: { redo in
                await self.putBack(stores, from: folder, keeping: redo)
            }
        }
        await planChanged()
        var outcome = DataOutcome(kind: .undo, firm: undone.firm, durationMs: 0, parts: result.parts.map(\.outcome))
        outcome.notes = undone.notes + result.rows.notes
        return outcome
    }

    /// An undo that concerns no rows.
    private func undoStores(
        _ step: SeedRecord.Step,
        _ stores: [any SeedStore],
        _ folder: UndoFolder
    ) async throws -> StepResult {
        try await carryOut(
            step,
            { _ in RowReplacement() },
            stores: { redo in
                await self.putBack(stores, from: folder, keeping: redo)
            }
        )
    }

    /// The stores of which something is kept; all of them must be there, or nothing is undone.
    private func requireStores(of folder: UndoFolder, _ set: SeedSet) throws(SeedingError) -> [any SeedStore] {
        let names = Set(folder.parts.filter { $0.reason == nil }.map(\.store))
        let stores = currentStores(set.manifest).others.filter { names.contains($0.name) }
        for name in names.sorted(by: { $0.order < $1.order }) {
            guard let reason = reasonToSkip(name) else { continue }
            throw SeedingError(
                .unreachable,
                "the step changed \(name.rawValue), which cannot be used now: \(reason); nothing was undone",
                remedy: "start it, then try again"
            )
        }
        return stores
    }

    /// Puts back what an earlier step replaced in the stores beside Postgres.
    func putBack(_ stores: [any SeedStore], from folder: UndoFolder, keeping redo: UndoFolder?) async -> [Part] {
        let board = board
        return await inAll(stores) { store in
            let clock = ContinuousClock()
            let start = clock.now
            let drift = try await store.putBack(from: folder, keeping: redo) { done, total in
                board.note(store.name, nil, done: done, total: total)
            }
            let duration = clock.now - start
            return drift.sorted { $0.key < $1.key }.map { slug, drift in
                Part(
                    store: store.name,
                    firm: slug.isEmpty ? nil : slug,
                    items: drift.total,
                    drift: drift,
                    duration: duration
                )
            }
        }
    }

    /// What is known of the data belongs to another seed now.
    func planChanged() async {
        drifts = [:]
        forgetDatabaseChanges()
        measuredAt = nil
        problem = nil
        plan = record.seed.hash.flatMap { try? SeedPlan.read(planDirectory($0)) }
        // A database that was not the stack's own is looked at again.
        if plan == nil {
            checked[.postgres] = nil
            reconcileSoon()
        }
    }

    /// What can be undone, for people.
    var undoStatus: DataUndo? { record.undo.map(undoStatus) }

    func undoStatus(of step: SeedRecord.UndoStep) -> DataUndo {
        DataUndo(kind: step.kind, firm: step.firm, at: step.at, sizeBytes: step.bytes, notes: step.notes)
    }
}
