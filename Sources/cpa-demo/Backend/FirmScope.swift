/// A transaction that sees only the rows of one firm.
struct FirmScope {
    let firm: Firm.Entry
    let session: PostgresSession

    private static let pageSize = 25

    /// Runs work in a transaction for a firm. The setting ends with the transaction, so the session can be reused.
    static func within<Value>(
        _ firm: Firm.Entry,
        _ session: PostgresSession,
        _ work: (FirmScope) throws(PostgresFailure) -> Value
    ) throws(PostgresFailure) -> Value {
        // Use one snapshot, so that a page is consistent with its totals.
        try session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        do {
            _ = try session.column("SELECT set_config('app.firm_id', $1, true)", [firm.id])
            let value = try work(FirmScope(firm: firm, session: session))
            try session.run("COMMIT")
            return value
        } catch {
            try? session.run("ROLLBACK")
            throw error
        }
    }

    func figures() throws(PostgresFailure) -> Firm.Figures {
        let query = """
            SELECT (SELECT count(*) FROM clients) AS clients,
                (SELECT count(*) FROM engagements) AS engagements,
                (SELECT count(*) FROM invoices WHERE \(Self.isOpen)) AS open_invoices,
                (SELECT coalesce(sum(total_cents), 0) FROM invoices WHERE \(Self.isOpen))
                    - (SELECT coalesce(sum(amount_cents), 0) FROM payments
                        WHERE invoice_id IN (SELECT id FROM invoices WHERE \(Self.isOpen))) AS open_cents,
                (SELECT count(*) FROM documents) AS documents,
                (SELECT count(*) FROM documents WHERE scan_state = 'infected') AS infected
            """
        guard let figures = try session.items(Firm.Figures.self, query).first else {
            throw PostgresFailure(cause: .form, message: "the query for figures returned no row")
        }
        return figures
    }

    static func figures(_ scope: FirmScope) throws(PostgresFailure) -> Firm.Figures { try scope.figures() }

    private static let isOpen = "status IN ('sent', 'partly paid', 'overdue')"

    /// Returns a page of a listing with the total number of items.
    func page<Item: Codable & Sendable>(_ listing: FirmListing<Item>, _ request: PageRequest)
        throws(PostgresFailure) -> FirmPage<Item>
    {
        var parameters: [String] = []
        var rows = listing.rows
        if let search = request.search, let condition = listing.condition {
            rows += " WHERE \(condition)"
            parameters = [search.expression]
        }
        let count = try session.column("SELECT count(*)::text \(rows)", parameters).first
        let total = count.flatMap { $0 }.flatMap { Int($0) } ?? 0
        let query = """
            SELECT \(listing.columns) \(rows) ORDER BY \(listing.order)
            LIMIT \(Self.pageSize) OFFSET \((request.page - 1) * Self.pageSize)
            """
        return FirmPage(
            firm: Firm(firm, try figures()),
            page: request.page,
            pages: max(1, (total + Self.pageSize - 1) / Self.pageSize),
            total: total,
            query: listing.condition == nil ? nil : request.search?.text,
            items: try session.items(Item.self, query, parameters)
        )
    }
}
