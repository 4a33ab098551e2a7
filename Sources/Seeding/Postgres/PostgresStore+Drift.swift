import ControlAPI

extension PostgresStore {
    func drift() async throws -> DatabaseDrift { DatabaseDrift(firms: try await rowDrift().byFirm) }

    /// What changed since the seed, by firm and table.
    func rowDrift() async throws -> RowDrift {
        try await withLive { link in
            try await RowComparison(hashes: rowHashes, link: link, tables: Catalogue.read(link)).drift()
        }
    }

    /// A hash for each firm and table of what is in the stack's database.
    func checksums() async throws -> [String: [String: String]] {
        try await withLive { try await rowHashes.checksums($0) }
    }

    private func withLive<Value: Sendable>(_ work: (PostgresLink) async throws -> Value) async throws -> Value {
        let link = try await open(endpoint.database)
        let result = await attempt {
            let comment = try await link.run(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
            )
            guard DatabaseMark(comment: comment.value)?.stack == stack else {
                throw SeedingError(.notOurs, "the database '\(endpoint.database)' does not carry this stack's mark")
            }
            return try await work(link)
        }
        await link.close()
        return try result.get()
    }
}
