/// A collection that both engines can search.
enum SearchCollection: String, CaseIterable, Sendable {
    case clients
    case documents
    case engagements
    case invoices

    /// The maximum number of hits per collection.
    static let limit = 10

    /// The fields that Typesense searches.
    var fields: String {
        switch self {
        case .clients: "name,number,email,city"
        case .documents: "file_name,client"
        case .engagements: "title,number,client"
        case .invoices: "number,client"
        }
    }

    /// The same search in Postgres, with the words as `$1`. Its rows have the fields of ``SearchDocument``, including
    /// the total count.
    var query: String {
        switch self {
        case .clients:
            """
            SELECT id, number, name, kind, city, state, count(*) OVER () AS found FROM clients
            WHERE search @@ to_tsquery('simple', $1) ORDER BY name, id LIMIT \(Self.limit)
            """
        case .documents:
            """
            SELECT d.id, d.file_name, c.name AS client, count(*) OVER () AS found
            FROM documents d JOIN clients c ON c.id = d.client_id
            WHERE d.search @@ to_tsquery('simple', $1) OR c.search @@ to_tsquery('simple', $1)
            ORDER BY d.uploaded_at DESC, d.id LIMIT \(Self.limit)
            """
        case .engagements:
            """
            SELECT e.id, e.number, e.title, e.status, c.name AS client, count(*) OVER () AS found
            FROM engagements e JOIN clients c ON c.id = e.client_id
            WHERE to_tsvector('simple', e.title || ' ' || e.number || ' ' || c.name) @@ to_tsquery('simple', $1)
            ORDER BY e.due_on DESC, e.id LIMIT \(Self.limit)
            """
        case .invoices:
            """
            SELECT i.id, i.number, i.status, i.total_cents, c.name AS client, count(*) OVER () AS found
            FROM invoices i JOIN clients c ON c.id = i.client_id
            WHERE to_tsvector('simple', i.number || ' ' || c.name) @@ to_tsquery('simple', $1)
            ORDER BY i.issued_on DESC, i.id LIMIT \(Self.limit)
            """
        }
    }
}
