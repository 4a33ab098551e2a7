extension FirmScope {
    /// The lines of an invoice, at most.
    private static let lineLimit = 100

    /// Draws up an invoice for all billable time of a client.
    ///
    /// - Parameter number: The client's number; nil for the first client with billable time.
    /// - Returns: nil if there is no such client, or no billable time.
    func invoiceDraft(client number: String?) throws(PostgresFailure) -> InvoiceDraft? {
        let time = """
            FROM time_entries t JOIN engagements e ON e.id = t.engagement_id
            WHERE t.is_billable AND e.client_id
            """
        let clients = """
            SELECT c.id, c.number, c.name FROM clients c
            WHERE EXISTS (SELECT \(time) = c.id) \(number == nil ? "" : "AND c.number = $1")
            ORDER BY c.number LIMIT 1
            """
        let parameters = number.map { [$0] } ?? []
        guard let client = try session.items(InvoiceDraft.Recipient.self, clients, parameters).first else { return nil }
        let lines = """
            SELECT e.title || ' ' || e.number AS description, sum(t.minutes) AS minutes,
                round(sum(t.minutes * t.rate_cents / 60.0))::bigint AS amount_cents
            \(time) = $1::uuid GROUP BY e.id, e.title, e.number ORDER BY e.number LIMIT \(Self.lineLimit)
            """
        return InvoiceDraft(
            firm: firm,
            client: client,
            lines: try session.items(InvoiceDraft.Line.self, lines, [client.id])
        )
    }
}
