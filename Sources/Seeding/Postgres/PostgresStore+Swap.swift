import FoundationEssentials

extension PostgresStore {
    /// How long a finished clone waits for the answer whether the rows that it replaces differ from the seed.
    private static let driftPatience = Duration.milliseconds(150)

    /// Puts a clone of a seed's template into the place of the stack's database.
    /// - Parameter step: nil keeps nothing of what was there.
    @discardableResult
    func reset(to hash: String, as step: RowStep? = nil) async throws -> RowReplacement {
        try await changing { admin in
            try await requireTemplate(hash, admin)
            let former = try await requireReplaceable(admin, foreign: step?.replacesForeign ?? false)
            let now = Date()
            let seededAt = former?.seed == hash ? former?.seededAt : now
            let mark = DatabaseMark(stack: stack, seed: hash, seededAt: seededAt, resetAt: now)
            // A database that is as this very seed left it need not be kept: its like takes its place.
            let looks = step?.keepsFormer == true && former?.seed == hash
            return try await swap(cloneOf: names.template(hash), mark, step, measuring: looks, admin)
        }
    }

    /// Drops the templates of all seeds but these.
    func dropTemplates(except hashes: Set<String>) async throws {
        try await changing { admin in
            let wanted = Set(hashes.map(names.template))
            for name in try await admin.names(beginningWith: names.templatePrefix) where !wanted.contains(name) {
                try await admin.drop(name)
            }
        }
    }

    /// A clone takes the place of the stack's database.
    ///
    /// It is made aside while clients still work on the old one, so that they are shut out for the moment of the renames
    /// only: in one transaction, so that the name always is that of a whole database. What fails before it leaves
    /// everything as it was; what cannot be tidied up after it is a note.
    /// - Parameter measuring: whether to look if anything differs from the seed, and to keep nothing if not.
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
            try await admin.runTogether([admin.marking(names.next, mark)])
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

    /// The templates whose grants and settings count, for ``DatabaseAdmin/copySettings(from:to:templates:)``. Where that
    /// of the seed that comes is not there any more, what is there now stays.
    func templates(_ seed: String?, _ admin: DatabaseAdmin) async throws -> (target: String?, source: String?) {
        let target = seed.map(names.template)
        if let target, try await admin.database(target) == nil { return (nil, nil) }
        return (target, try await admin.database(endpoint.database)?.mark?.seed.map(names.template))
    }

    /// Makes the clone, and looks meanwhile how the rows that it is to replace differ from their seed.
    /// - Returns: nil where that is not known when the clone is finished.
    private func clone(_ source: String, measuring: Bool, _ admin: DatabaseAdmin) async throws -> DatabaseDrift? {
        try await withThrowingTaskGroup(of: DatabaseDrift?.self) { group in
            if measuring { group.addTask { try? await drift() } }
            try await admin.clone(source, to: names.next)
            group.addTask {
                if measuring { try await Task.sleep(for: Self.driftPatience) }
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// The renames, and what follows from them.
    private func replace(
        _ live: String,
        knowing difference: DatabaseDrift?,
        _ roles: [String],
        _ step: RowStep?,
        _ admin: DatabaseAdmin
    ) async throws -> RowReplacement {
        var replacement = RowReplacement(drift: difference?.firms)
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
        try await admin.runTogether(statements)
        step?.committed()
        await tidy(step?.setsKeptAside == true ? [names.old] : [names.old, names.stale], admin, &replacement.notes)
        return replacement
    }

    /// What a kept database says of itself.
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

    /// Drops what was replaced and is not kept. The step is done, so what fails is told and left to the next one.
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
