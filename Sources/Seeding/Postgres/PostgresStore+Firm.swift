import FoundationEssentials
import Foundations

extension PostgresStore {
    /// The number of attempts if the server aborts the transaction to resolve a deadlock with a client.
    private static let attempts = 3

    /// Restores the rows of a firm, and returns how many differed. Clients stay connected meanwhile.
    /// - Throws: `SeedingError` `.refused` if the tables are not as they were seeded, or another owner's row references
    ///   one that would be removed. In that case nothing has changed.
    func reset(firm id: String, to hash: String, as step: RowStep? = nil) async throws -> RowReplacement {
        try await changing { admin in
            try await requireTemplate(hash, admin)
            let mark = try await requireOurs(admin)
            guard mark.seed == hash else {
                throw FirmRestorer.refusal("the loaded seed is not the one to restore")
            }
            return try await inTransaction(id, mark, step, admin) { restorer in
                try await withTemplate(hash, admin, preparation: restorer.targets) { template, targets in
                    var drift = Drift.none
                    for target in targets { drift = drift + (try await restorer.restore(target, from: template)) }
                    return (targets, drift)
                }
            }
        }
    }

    /// Restores the rows that a firm's reset replaced.
    func undo(_ former: String, firm id: String, as step: RowStep) async throws -> RowReplacement {
        try await changing { admin in
            let mark = try await requireOurs(admin)
            return try await inTransaction(id, mark, step, admin) { restorer in
                let formers = try await restorer.targets(of: former)
                for former in formers { try await restorer.putBack(former) }
                return (formers.map(\.target), .none)
            }
        }
    }

    // MARK: The transaction

    private typealias Work = (FirmRestorer) async throws -> (targets: [FirmRestorer.Target], drift: Drift)

    /// Runs work on the firm's rows in one transaction, and retries it after a deadlock.
    private func inTransaction(
        _ id: String,
        _ mark: DatabaseMark,
        _ step: RowStep?,
        _ admin: DatabaseAdmin,
        _ work: Work
    ) async throws -> RowReplacement {
        let step = step ?? RowStep(id: RowStep.makeID(), undoLimit: 0)
        var mark = mark
        mark.firmsResetAt = (mark.firmsResetAt ?? [:]).merging([id: Date()]) { $1 }
        mark.step = step.id
        let live = try await open(endpoint.database)
        let restorer = FirmRestorer(hashes: rowHashes, firm: id, live: live, undo: FirmUndo(step: step, firm: id))
        let marked = mark
        let result = await attempt {
            for _ in 1..<Self.attempts {
                do { return try await commit(restorer, marked, admin, work) } catch let failure as PostgresFailure
                    where failure.sqlState == PostgresFailure.deadlockDetected
                {}
            }
            return try await commit(restorer, marked, admin, work)
        }
        await live.close()
        return try result.get()
    }

    private func commit(
        _ restorer: FirmRestorer,
        _ mark: DatabaseMark,
        _ admin: DatabaseAdmin,
        _ work: Work
    ) async throws -> RowReplacement {
        let (live, undo) = (restorer.live, restorer.undo)
        let result = await attempt {
            try await restorer.begin()
            let (drift, kept) = try await namingLockHolders(
                of: live,
                in: endpoint.database,
                "the firm's rows cannot be restored"
            ) {
                let (targets, drift) = try await work(restorer)
                try await ForeignKeyCheck(live: live, targets: targets).run()
                return (drift, try await undo.finish(targets, live))
            }
            try await hooks.reach(.restored)
            _ = try await live.run(admin.marking(endpoint.database, mark))
            // The outcome of a cancelled commit would be unknown.
            try await uncancelled { _ = try await live.run("COMMIT") }
            undo.step.committed()
            return RowReplacement(kept: kept, drift: [restorer.firm: drift])
        }
        if case .failure = result {
            _ = try? await uncancelled { try await live.run("ROLLBACK") }
        }
        return try result.get()
    }

    /// Returns the id of the step that put the current rows in place.
    func lastStep() async throws -> String? {
        try await looking { try await $0.database(endpoint.database)?.mark?.step }
    }
}
