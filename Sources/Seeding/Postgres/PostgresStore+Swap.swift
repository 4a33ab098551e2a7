import FoundationEssentials
import Foundations

extension PostgresStore {
    /// How long a finished clone waits to learn whether the rows that it replaces differ from the seed.
    private static let driftTimeout = Duration.milliseconds(150)

    /// Replaces the stack's database with a clone of a seed's template.
    /// - Parameter step: nil keeps nothing of the replaced database.
    @discardableResult
    func reset(to hash: String, as step: RowStep? = nil) async throws -> RowReplacement {
        try await changing { admin in
            try await requireTemplate(hash, admin)
            let former = try await requireReplaceable(admin, foreign: step?.replacesForeign ?? false)
            let now = Date()
            let seededAt = former?.seed == hash ? former?.seededAt : now
            let mark = DatabaseMark(stack: stack, seed: hash, seededAt: seededAt, resetAt: now)
            // A database that still matches this very seed need not be kept, since its clone is equal to it.
            let looks = step?.keepsFormer == true && former?.seed == hash
            return try await swap(cloneOf: names.template(hash), mark, step, measuring: looks, admin)
        }
    }

    func dropTemplates(except hashes: Set<String>) async throws {
        try await changing { admin in
            let wanted = Set(hashes.map(names.template))
            var results: [Result<Void, any Error>] = []
            for name in try await admin.names(beginningWith: names.templatePrefix) where !wanted.contains(name) {
                results.append(await attempt { try await admin.drop(name) })
            }
            for result in results { try result.get() }
        }
    }

    /// Replaces the stack's database with a clone.
    ///
    /// The clone is created while clients still work on the old database. They are disconnected only for the renames,
    /// which run in one transaction, so that the name always refers to a complete database. An error before the renames
    /// leaves everything unchanged; what cannot be cleaned up after them becomes a note.
    /// - Parameter measuring: whether to measure drift, and to keep nothing if there is none.
    func swap(
        cloneOf source: String,
        _ mark: DatabaseMark,
        _ step: RowStep?,
        measuring: Bool,
        _ admin: DatabaseAdmin
    ) async throws -> RowReplacement {
        let live = endpoint.database
        var mark = mark
        mark.step = step?.id
        do {
            try await requireMovable(live, admin)
            try await admin.drop(names.next)
            try await admin.drop(names.old)
            let difference = try await clone(source, measuring: measuring, admin)
            try await admin.runInTransaction([admin.marking(names.next, mark)])
            try await admin.copySettings(from: live, to: names.next, templates: try await templates(mark.seed, admin))
            let isSnapshot = source.hasPrefix(names.snapshotPrefix)
            let roles = try await roleStatements(from: names.next, isSnapshot: isSnapshot, admin)
            if let step, step.keepsFormer, !roles.isEmpty { try await keepRoles(for: .undo(of: step.id)) }
            try await hooks.reach(.cloned)
            return try await uncancelled {
                try await admin.allowConnections(false, to: live)
                try await hooks.reach(.closed)
                try await admin.endSessions(in: live)
                try await hooks.reach(.emptied)
                return try await replace(live, knowing: difference, roles, step, admin)
            }
        } catch {
            try? await uncancelled { try await afterFailure(admin) }
            throw error
        }
    }

    /// Returns the templates for ``DatabaseAdmin/copySettings(from:to:templates:)``. If the new seed's template no
    /// longer exists, the current grants and settings stay.
    func templates(_ seed: String?, _ admin: DatabaseAdmin) async throws -> (target: String?, source: String?) {
        let target = seed.map(names.template)
        if let target, try await admin.database(target) == nil { return (nil, nil) }
        return (target, try await admin.database(endpoint.database)?.mark?.seed.map(names.template))
    }

    /// Creates the clone, and meanwhile measures the drift of the rows that it will replace.
    /// - Returns: nil if the drift is not known shortly after the clone is finished.
    private func clone(_ source: String, measuring: Bool, _ admin: DatabaseAdmin) async throws -> DatabaseDrift? {
        try await withThrowingTaskGroup(of: DatabaseDrift?.self) { group in
            if measuring { group.addTask { try? await drift() } }
            try await admin.clone(source, to: names.next)
            group.addTask {
                if measuring { try await Task.sleep(for: Self.driftTimeout) }
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// Renames the databases and cleans up.
    private func replace(
        _ live: String,
        knowing difference: DatabaseDrift?,
        _ roles: [String],
        _ step: RowStep?,
        _ admin: DatabaseAdmin
    ) async throws -> RowReplacement {
        var replacement = RowReplacement(drift: difference?.firms, changes: difference?.changes)
        var statements: [String] = []
        var place = names.old
        if let step, step.keepsFormer, difference?.isNone != true, let former = try await admin.database(live) {
            let bytes = try await admin.size(live)
            if try await admin.database(names.undo) != nil {
                try await admin.drop(names.stale)
                statements.append(admin.renaming(names.undo, to: names.stale))
            }
            if bytes > step.undoLimit {
                replacement.kept = .tooLarge(bytes: bytes)
            } else {
                replacement.kept = .kept(bytes: bytes)
                statements.append(admin.marking(live, keeping(former, replacedBy: step.id)))
                place = names.undo
            }
        }
        statements += [admin.renaming(live, to: place), admin.renaming(names.next, to: live)] + roles
        try await admin.runInTransaction(statements)
        step?.committed()
        await tidy(step?.setsKeptAside == true ? [names.old] : [names.old, names.stale], admin, &replacement.notes)
        return replacement
    }

    /// Returns the mark of a database that is being kept.
    func keeping(_ former: DatabaseAdmin.Database, replacedBy step: String) -> DatabaseMark {
        var mark = DatabaseMark(stack: stack)
        if let own = former.mark, own.stack == stack {
            mark = own
        } else {
            mark.isForeign = true
            mark.foreignComment = former.comment
        }
        mark.replacedBy = step
        return mark
    }

    /// Drops replaced databases that are not kept. An error becomes a note, since the step is done; the next step
    /// retries.
    private func tidy(_ replaced: [String], _ admin: DatabaseAdmin, _ notes: inout [String]) async {
        let result = await attempt {
            try await hooks.reach(.swapped)
            for name in replaced { try await admin.drop(name) }
        }
        guard case .failure = result else { return }
        do { try await afterFailure(admin) } catch {
            notes.append("the database that was replaced could not be dropped: \(SeedingError(error).message)")
        }
    }
}
