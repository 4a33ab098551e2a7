/// A page of a firm's clients, documents or invoices.
struct FirmPage<Item: Codable & Sendable>: Codable, Sendable {
    var firm: Firm
    /// The page number, from 1.
    var page: Int
    /// The number of pages, at least 1.
    var pages: Int
    /// The number of items on all pages.
    var total: Int
    /// The search words; nil if all items are shown.
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
    /// A day as `yyyy-MM-dd`, like all days in this API.
    var since: String
}

/// A document sent by a client.
struct Document: Codable, Sendable {
    /// The result of the virus scan.
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

/// An invoice with the sums of its lines and payments.
struct Invoice: Codable, Sendable {
    var id: String
    var number: String
    var clientName: String
    var issuedOn: String
    var dueOn: String
    /// `draft`, `sent`, `partly paid`, `paid` or `overdue`.
    var status: String
    var totalCents: Int
    var linesCents: Int
    var paidCents: Int
}
