/// The query for the rows of a page. It has no `firm_id`, because row-level security restricts it to the firm.
struct FirmListing<Item: Codable & Sendable>: Sendable {
    /// The columns, named after the item's properties in snake case.
    var columns: String
    /// The `FROM` clause with its joins.
    var rows: String
    /// The search condition, with the words as `$1`; nil if the listing cannot be searched.
    var condition: String?
    /// The sort order. It must end with a unique column, so that no row appears on two pages.
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
    /// Lists infected documents first, as they need attention.
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
