extension PostgresStore {
    /// Writes scan results into rows that await them and are otherwise as seeded, and into the record of the seed, so
    /// that these rows do not count as drift. No other row is touched, and clients stay connected.
    func note(scans states: [String: String], of documents: SeedManifest.Documents) async throws {
        guard !states.isEmpty else { return }
        try await changing { admin in
            _ = try await requireOurs(admin)
            let live = try await open(endpoint.database)
            let result = await attempt {
                guard let table = try await Catalogue.read(live).tables[documents.table] else { return }
                try await namingLockHolders(of: live, in: endpoint.database, "the scan results cannot be written") {
                    _ = try await live.runScript(scanScript(states, documents, table))
                }
            }
            await live.close()
            try result.get()
        }
    }

    /// Returns the script that writes the results. Triggers do not fire, as when the rows were loaded.
    private func scanScript(
        _ states: [String: String],
        _ documents: SeedManifest.Documents,
        _ table: Catalogue.Table
    ) -> String {
        let (scan, sha256) = (PostgresName.quoted(documents.scanColumn), PostgresName.quoted(documents.sha256Column))
        let found = states.sorted { $0.key < $1.key }
            .map { "(\(PostgresName.literal($0.key)), \(PostgresName.literal($0.value)))" }.joined(separator: ", ")
        let number = "(SELECT number FROM cpadev_seed.tables WHERE name = \(PostgresName.literal(table.name)))"
        return """
            BEGIN;
            SET LOCAL session_replication_role = replica;
            SET LOCAL lock_timeout = '5s';
            CREATE TEMPORARY TABLE cpadev_waiting ON COMMIT DROP AS
            SELECT r.firm, r.key, r.place FROM (
                \(rowHashes.hashes(of: table, where: "cpadev_row.\(scan)::text = 'pending'", adding: "cpadev_row.ctid AS place"))
            ) r
            JOIN cpadev_seed.rows s ON s.table_number = \(number) AND (s.firm, s.key, s.hash) = (r.firm, r.key, r.hash);
            CREATE TEMPORARY TABLE cpadev_scanned ON COMMIT DROP AS SELECT firm, key FROM cpadev_waiting WHERE false;
            WITH scanned AS (
                UPDATE \(table.rows) d SET \(scan) = found.state
                FROM (VALUES \(found)) found (sha256, state), cpadev_waiting w
                WHERE d.ctid = w.place AND d.\(sha256) = found.sha256 RETURNING w.firm, w.key
            )
            INSERT INTO cpadev_scanned SELECT firm, key FROM scanned;
            UPDATE cpadev_seed.rows s SET hash = r.hash
            FROM (\(rowHashes.hashes(of: table))) r JOIN cpadev_scanned USING (firm, key)
            WHERE s.table_number = \(number) AND s.firm = r.firm AND s.key = r.key;
            COMMIT
            """
    }
}
