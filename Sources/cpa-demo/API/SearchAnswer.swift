/// The response of `/api/v1/firms/{slug}/search`.
struct SearchAnswer: Codable, Sendable {
    /// The engine that ran the search.
    enum Engine: String, Codable, Sendable {
        case typesense
        /// Postgres full text search, used if Typesense is unavailable.
        case postgres
    }

    struct Hit: Codable, Sendable {
        /// `clients`, `documents`, `engagements` or `invoices`.
        var collection: String
        var id: String
        var title: String
        var detail: String
    }

    var firm: Firm.Entry
    var query: String
    var engine: Engine
    /// The reason for the fallback to Postgres; nil for Typesense.
    var note: String?
    /// The total number of matches. ``hits`` has only the first ones of each collection.
    var found: Int
    var hits: [Hit]
}
