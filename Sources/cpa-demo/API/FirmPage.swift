/// A page of a firm's clients, documents or invoices.
struct FirmPage<Item: Codable & Sendable>: Codable, Sendable {
    var firm: Firm
    /// Counted from 1.
    var page: Int
    /// At least 1.
    var pages: Int
    /// On all pages together.
    var total: Int
    /// The words that were looked for; nil where all are shown.
    var query: String?
    var items: [Item]
}

/// A client of a firm. Its tax number stays in the database.
struct Client: Codable, Sendable {
    var id: String
    var number: String
    var name: String
    var kind: String
    var status: String
    var email: String?
    var city: String?
    var state: String?
    /// A day: `yyyy-MM-dd`, like the other days of this API.
    var since: String
}

/// A document that a client sent.
struct Document: Codable, Sendable {
    /// What the virus scanner said.
    enum ScanState: String, Codable, Sendable {
        case pending
        case clean
        case infected
    }

    var id: String
    var fileName: String
    var contentType: String
    var byteSize: Int
    var scanState: ScanState
    /// RFC 3339, in UTC.
    var uploadedAt: String
    var clientNumber: String
    var clientName: String
}

/// An invoice, with what its lines and payments add up to.
struct Invoice: Codable, Sendable {
    var id: String
    var number: String
    var clientName: String
    var issuedOn: String
    var dueOn: String
    /// `draft`, `sent`, `partly paid`, `paid` or `overdue`.
    var status: String
    var totalCents: Int
    /// The sum of its lines.
    var linesCents: Int
    /// The sum of its payments.
    var paidCents: Int
}
