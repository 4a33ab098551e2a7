/// A transaction in which the rows of one firm are all there are.
struct FirmScope {
    let firm: Firm.Entry
    let session: PostgresSession

    private static let pageSize = 25

    /// Runs the work in a transaction of the firm's own. The setting ends with it, so the session can be handed on.
    static func within<Value>(
        _ firm: Firm.Entry,
        _ session: PostgresSession,
        _ work: (FirmScope) throws(PostgresFailure) -> Value
    ) throws(PostgresFailure) -> Value {
        // One snapshot for all, so that a page and its totals fit together.
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

    /// The firm's own counts.
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
            throw PostgresFailure(cause: .form, message: "no figures came back")
        }
        return figures
    }

    static func figures(_ scope: FirmScope) throws(PostgresFailure) -> Firm.Figures { try scope.figures() }

    private static let isOpen = "status IN ('sent', 'partly paid', 'overdue')"

    /// A page of a listing, with how many there are.
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
