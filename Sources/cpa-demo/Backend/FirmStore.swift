import NIOPosix

/// The demo firms in Postgres, with the rows that each has.
struct FirmStore: Sendable {
    /// What keeps the firms from being read.
    struct Failure: Error {
        var message: String
    }

    /// Counted where they exist; each has a `firm_id`.
    private static let tenantTables = ["clients", "engagements", "documents", "invoices"]

    /// nil: not configured.
    let databaseURL: String?

    /// Every firm by name; empty, with a note, while the schema has not been seeded.
    func list() async throws(Failure) -> FirmList {
        guard let databaseURL else { throw Failure(message: "DATABASE_URL is not set") }
        do {
            // libpq blocks, which the threads of the tasks and of the network must not.
            return try await NIOThreadPool.singleton.runIfActive { try Self.read(databaseURL) }
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure(message: "\(error)")
        }
    }

    private static func read(_ databaseURL: String) throws(Failure) -> FirmList {
        let session = try PostgresSession.open(databaseURL)
        guard try exists("firms", session) else {
            return FirmList(note: "There is no table firms yet: the stack has not been seeded.")
        }
        var firms = try session.rows("SELECT id::text, slug::text, name::text FROM firms ORDER BY name, id").map {
            row in
            FirmList.Firm(id: row[0] ?? "", slug: row[1] ?? "", name: row[2] ?? "", figures: [:])
        }
        for table in tenantTables where try hasFirms(table, session) {
            let counts = try session.rows("SELECT firm_id::text, count(*)::text FROM \(table) GROUP BY firm_id")
            let byFirm = Dictionary(counts.map { ($0[0] ?? "", $0[1].flatMap(Int.init) ?? 0) }) { first, _ in first }
            for index in firms.indices { firms[index].figures[table] = byFirm[firms[index].id] ?? 0 }
        }
        return FirmList(firms: firms, note: firms.isEmpty ? "The table firms is empty." : nil)
    }

    private static func exists(_ table: String, _ session: borrowing PostgresSession) throws(Failure) -> Bool {
        try session.rows("SELECT to_regclass($1) IS NOT NULL", [table]).first?.first == "t"
    }

    private static func hasFirms(_ table: String, _ session: borrowing PostgresSession) throws(Failure) -> Bool {
        let query = """
            SELECT 1 FROM pg_attribute
            WHERE attrelid = to_regclass($1) AND attname = 'firm_id' AND NOT attisdropped
            """
        return try !session.rows(query, [table]).isEmpty
    }
}
