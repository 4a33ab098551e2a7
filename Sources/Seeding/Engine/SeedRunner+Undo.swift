import ControlAPI
import FoundationEssentials
import Foundations

extension SeedRunner {
    /// Undoes the last step that replaced data. What the undo replaces is kept in turn.
    ///
    /// If a store fails, every store is as before, and the undo can be tried again.
    func undo() async throws -> DataOutcome {
        begin(.undo)
        guard let undone = await seeder.record.undo else {
            throw SeedingError(
                .refused,
                "there is nothing to undo",
                remedy: "to see what can be undone: cpadev seed status"
            )
        }
        let outcome = try await undo(undone)
        let failed = outcome.parts.filter(\.isFailed)
        if !failed.isEmpty { throw await rollBack(undone, failed) }
        await removeOldUndoFolders()
        return outcome
    }

    /// Undoes a step in the stores in which that succeeds.
    func undo(_ undone: SeedRecord.UndoStep) async throws -> DataOutcome {
        let settings = try await requireSettings()
        let folder = undoFolder(undone.id)
        let stores = try await requireStores(of: folder, settings)
        var step = SeedRecord.Step(id: RowStep.makeID(), kind: .undo, firm: undone.firm, seed: undone.former)
        step.undone = undone
        step.changesRows = undone.rows != .nothing
        step.content = Due.Content(step: step.id, source: .undone(undone.id), stores: Set(stores.map(\.name)))
        let result: StepResult
        if undone.rows == .nothing {
            result = try await undoStores(step, stores, folder)
        } else {
            let rows = try await requireRows(settings)
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
        // What is due again may concern stores that are available by now.
        if await !seeder.record.due.isEmpty { await seeder.reconcileSoon() }
        var outcome = DataOutcome(kind: .undo, firm: undone.firm, durationMs: 0, parts: result.parts.map(\.outcome))
        outcome.notes = undone.notes + result.rows.notes
        return outcome
    }

    /// Undoes a step that changed no rows.
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

    /// Returns the stores whose data was kept. Throws if one of them is unavailable, in which case nothing is undone.
    private func requireStores(
        of folder: UndoFolder,
        _ settings: StoreSettings
    ) async throws(SeedingError) -> [any SeedStore] {
        let names = Set(folder.parts.filter { $0.reason == nil }.map(\.store))
        let stores = await seeder.stores(settings).others.filter { names.contains($0.name) }
        for name in names.sorted(by: { $0.order < $1.order }) {
            guard let reason = await seeder.read({ $0.obstacle(name) }) else { continue }
            throw SeedingError(
                .unreachable,
                "the step changed \(name.rawValue), which cannot be used now: \(reason); nothing was undone",
                remedy: "start it, then try again"
            )
        }
        return stores
    }

    /// Restores what an earlier step replaced in the stores other than Postgres.
    func putBack(_ stores: [any SeedStore], from folder: UndoFolder, keeping redo: UndoFolder?) async -> [Part] {
        let board = board
        return await inAll(stores, rollingBackTo: redo) { store in
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

    /// Rolls back an undo in which stores failed, so that it can be tried again.
    /// - Returns: the error to throw.
    private func rollBack(_ undone: SeedRecord.UndoStep, _ failed: [DataOutcome.Part]) async -> SeedingError {
        var message = failed.map { "\($0.store) could not be undone: \($0.skipped ?? "")" }.joined(separator: "; ")
        do {
            // If only the failed stores differed, there is no other step.
            if let half = await seeder.record.undo, half.id != undone.id {
                if let part = undoFolder(half.id).parts.first(where: { $0.reason != nil }) {
                    throw SeedingError(.refused, "what was in \(part.store.rawValue) is not kept")
                }
                let outcome = try await uncancelled { try await self.undo(half) }
                if let part = outcome.parts.first(where: \.isFailed) {
                    throw SeedingError(.refused, "\(part.store): \(part.skipped ?? "")")
                }
                try await resume(undone, failed)
            }
            await removeOldUndoFolders()
            message += "; every store is as it was before"
        } catch {
            message += "; the others could not be rolled back: \(SeedingError(error).message)"
        }
        return SeedingError(.refused, message, remedy: "fix that, then try again: cpadev reset --undo")
    }

    /// Makes the last step, which rolled an undo back, the one to undo in its place.
    private func resume(_ undone: SeedRecord.UndoStep, _ failed: [DataOutcome.Part]) async throws {
        guard let last = await seeder.record.undo else { return }
        for name in Set(failed.map(\.store)) {
            try FileManager.default.moveItem(
                atPath: "\(undoFolder(undone.id).path)/\(name)",
                toPath: "\(undoFolder(last.id).path)/\(name)"
            )
        }
        try await seeder.update { record in
            var step = last
            (step.kind, step.firm, step.at, step.notes) = (undone.kind, undone.firm, undone.at, undone.notes)
            record.undo = step
        }
    }

    /// Clears what is known about the data, which now belongs to another seed.
    func planChanged() async {
        let plan = await seeder.record.seed.hash.flatMap { try? SeedPlan.read(planDirectory($0)) }
        await seeder.step { $0.seedChanged(plan) }
        if plan == nil { await seeder.reconcileSoon() }
    }
}
