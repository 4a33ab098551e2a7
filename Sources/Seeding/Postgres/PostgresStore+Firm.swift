import ControlAPI
import FoundationEssentials

extension PostgresStore {
    /// How often it is tried when the server ended it to resolve a deadlock with a client.
    private static let attempts = 3

    /// Puts back the rows of the firm with this id, and says how many differed. Nobody is shut out meanwhile.
    /// - Throws: `SeedingError` `.refused` where the tables are not as they were seeded, or somebody else's row depends
    ///   on one that would go. Nothing was changed then.
    func reset(firm id: String, to hash: String) async throws -> Drift {
        try await changing { admin in
            try await requireTemplate(hash, admin)
            var mark = try await requireOurs(admin)
            guard mark.seed == hash else {
                throw FirmRestorer.refusal("another seed is loaded than the one to go back to")
            }
            mark.firmsResetAt = (mark.firmsResetAt ?? [:]).merging([id: Date()]) { $1 }
            let live = try await open(endpoint.database)
            let result = await attempt {
                for _ in 1..<Self.attempts {
                    do { return try await restore(id, live, mark, admin) } catch let failure as PostgresFailure
                        where failure.sqlState == PostgresFailure.deadlockDetected
                    {}
                }
                return try await restore(id, live, mark, admin)
            }
            await live.close()
            return try result.get()
        }
    }

    private func restore(
        _ id: String,
        _ live: PostgresLink,
        _ mark: DatabaseMark,
        _ admin: DatabaseAdmin
    ) async throws -> Drift {
        let restorer = FirmRestorer(hashes: rowHashes, firm: id, live: live)
        let result = await attempt {
            let targets = try await restorer.begin()
            var drift = Drift.none
            if let hash = mark.seed, !targets.isEmpty {
                drift = try await withTemplate(hash, admin) { template in
                    var drift = Drift.none
                    for target in targets { drift = drift + (try await restorer.restore(target, from: template)) }
                    return drift
                }
            }
            try await ForeignKeyCheck(live: live, targets: targets).run()
            try await hooks.reach(.restored)
            _ = try await live.run(admin.marking(endpoint.database, mark))
            _ = try await live.run("COMMIT")
            return drift
        }
        if case .failure(let error) = result {
            _ = try? await uncancelled { try await live.run("ROLLBACK") }
            if let failure = error as? PostgresFailure, failure.sqlState == PostgresFailure.lockNotAvailable {
                throw FirmRestorer.refusal("somebody else's transaction holds rows of the firm for seconds already")
            }
        }
        return try result.get()
    }
}
