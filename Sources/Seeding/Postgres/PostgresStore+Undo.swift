import Foundations

extension PostgresStore {
    /// Returns the step that replaced the kept database, and the database's size; nil if none is kept.
    func kept() async throws -> (step: String, bytes: Int64)? {
        try await looking { admin in
            guard let step = try await admin.database(names.undo)?.mark?.replacedBy else { return nil }
            return (step, try await admin.size(names.undo))
        }
    }

    func dropKept() async throws {
        try await changing { try await $0.drop(names.undo) }
    }

    func dropSetAside() async throws {
        try await changing { try await $0.drop(names.stale) }
    }

    func reinstateSetAside() async throws -> Bool {
        try await changing { admin in
            try await admin.drop(names.undo)
            guard try await admin.database(names.stale) != nil else { return false }
            try await admin.runInTransaction([admin.renaming(names.stale, to: names.undo)])
            return true
        }
    }

    /// Reinstates the database that a step replaced. The current one is kept in turn, so that the undo can be undone.
    /// - Throws: `SeedingError` `.refused` if that database is no longer kept.
    func undo(_ former: String, as step: RowStep) async throws -> RowReplacement {
        try await changing { admin in
            let live = endpoint.database
            guard let kept = try await admin.database(names.undo), let mark = kept.mark, mark.replacedBy == former
            else {
                throw SeedingError(.refused, "the database that the last step replaced is no longer kept")
            }
            do {
                try await requireMovable(live, admin)
                try await admin.drop(names.old)
                let bytes = try await admin.size(live)
                let kept = RowReplacement(kept: .kept(bytes: bytes))
                // Settings belong to the database's name, as for a reset.
                let templates = try await templates(mark.seed, admin)
                try await admin.copySettings(from: live, to: names.undo, templates: templates)
                // This fails for foreign databases, which have no record of roles.
                try? await keepRoles(for: .undo(of: step.id))
                return try await uncancelled {
                    guard let present = try await admin.database(live) else {
                        throw SeedingError(.refused, "the database '\(live)' does not exist, so nothing was undone")
                    }
                    try await admin.allowConnections(false, to: live)
                    try await hooks.reach(.closed)
                    try await admin.endSessions(in: live)
                    try await hooks.reach(.emptied)
                    try await admin.runInTransaction([
                        admin.marking(live, keeping(present, replacedBy: step.id)),
                        admin.renaming(live, to: names.old), admin.renaming(names.undo, to: live),
                        admin.renaming(names.old, to: names.undo), admin.commenting(live, comment(of: mark, step)),
                        admin.allowing(true, live),
                    ])
                    step.committed()
                    var replacement = kept
                    do { try await putBackRoles(of: former, admin) } catch {
                        replacement.notes.append("the roles could not be restored: \(SeedingError(error).message)")
                    }
                    return replacement
                }
            } catch {
                try? await uncancelled { try await afterFailure(admin) }
                throw error
            }
        }
    }

    /// Returns the comment of a kept database once it is reinstated.
    private func comment(of mark: DatabaseMark, _ step: RowStep) -> String? {
        if mark.isForeign == true { return mark.foreignComment }
        var mark = mark
        mark.replacedBy = nil
        mark.step = step.id
        return mark.comment
    }
}
