/// How the rows behind a page are asked for. No `firm_id` is in it: the database adds the firm.
struct FirmListing<Item: Codable & Sendable>: Sendable {
    /// Named after the item's properties, in snake case.
    var columns: String
    /// `FROM` with what it joins.
    var rows: String
    /// What finds words, which are `$1`; nil where a listing cannot be searched.
    var condition: String?
    /// Ends with a column that is unique, so that no row is on two pages.
    var order: String
}

extension FirmListing<Client> {
    static let clients = FirmListing(
        columns: "id, number, name, kind, status, email, city, state, since",
        rows: "FROM clients",
        condition: "search @@ to_tsquery('simple', $1)",
        order: "name, id"
    )
}

extension FirmListing<Document> {
    /// Infected ones first, since they are what somebody has to see to.
    static let documents = FirmListing(
        columns: """
            d.id, d.file_name, d.content_type, d.byte_size, d.scan_state, d.uploaded_at, c.number AS client_number,
            c.name AS client_name
            """,
        rows: "FROM documents d JOIN clients c ON c.id = d.client_id",
        order: "d.scan_state <> 'infected', d.uploaded_at DESC, d.id"
    )
}

extension FirmListing<Invoice> {
    static let invoices = FirmListing(
        columns: """
            i.id, i.number, c.name AS client_name, i.issued_on, i.due_on, i.status, i.total_cents,
            (SELECT coalesce(sum(amount_cents), 0) FROM invoice_lines l WHERE l.invoice_id = i.id) AS lines_cents,
            (SELECT coalesce(sum(amount_cents), 0) FROM payments p WHERE p.invoice_id = i.id) AS paid_cents
            """,
        rows: "FROM invoices i JOIN clients c ON c.id = i.client_id",
        order: "i.issued_on DESC, i.number DESC, i.id"
    )
}
