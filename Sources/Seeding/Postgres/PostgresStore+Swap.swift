import FoundationEssentials

extension PostgresStore {
    /// Puts a clone of a seed's template into the place of the stack's database. Templates of other seeds go.
    func reset(to hash: String) async throws {
        try await changing { admin in
            try await requireTemplate(hash, admin)
            let former = try await requireOurs(admin)
            let now = Date()
            let seededAt = former.seed == hash ? former.seededAt : now
            let template = names.template(hash)
            let mark = DatabaseMark(stack: stack, seed: hash, seededAt: seededAt, resetAt: now)
            try await swap(cloneOf: template, mark, admin)
            for stale in try await admin.names(beginningWith: names.templatePrefix) where stale != template {
                try await admin.drop(stale)
            }
        }
    }

    /// A clone takes the place of the stack's database.
    ///
    /// It is made aside while clients still work on the old one, so that they are shut out for the moment of two renames
    /// only: in one transaction, so that the name always is that of a whole database. What fails before it leaves
    /// everything as it was; what fails after it is tidied up.
    func swap(cloneOf source: String, _ mark: DatabaseMark, _ admin: DatabaseAdmin) async throws {
        let live = endpoint.database
        do {
            try await admin.drop(names.next)
            try await admin.drop(names.old)
            try await admin.clone(source, to: names.next)
            try await admin.runTogether([admin.marking(names.next, mark)])
            try await admin.copySettings(from: live, to: names.next)
            let roles = try await roleStatements(from: names.next, admin)
            try await hooks.reach(.cloned)
            try await uncancelled {
                try await admin.allowConnections(false, to: live)
                try await hooks.reach(.closed)
                try await admin.endSessions(in: live)
                try await hooks.reach(.emptied)
                try await admin.runTogether(
                    [admin.renaming(live, to: names.old), admin.renaming(names.next, to: live)] + roles
                )
                try await hooks.reach(.swapped)
                try await admin.drop(names.old)
            }
        } catch {
            try? await uncancelled { try await afterFailure(admin) }
            throw error
        }
    }
}
