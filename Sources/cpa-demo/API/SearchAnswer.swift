/// The answer of `/api/v1/firms/{slug}/search`.
struct SearchAnswer: Codable, Sendable {
    /// Who searched.
    enum Engine: String, Codable, Sendable {
        case typesense
        /// Its full text search, where Typesense cannot answer.
        case postgres
    }

    /// One that was found.
    struct Hit: Codable, Sendable {
        /// Where: `clients`, `documents`, `engagements` or `invoices`.
        var collection: String
        var id: String
        var title: String
        var detail: String
    }

    var firm: Firm.Entry
    var query: String
    var engine: Engine
    /// Why it was not Typesense; nil where it was.
    var note: String?
    /// How many there are in all; ``hits`` has the first of each collection.
    var found: Int
    var hits: [Hit]
}
