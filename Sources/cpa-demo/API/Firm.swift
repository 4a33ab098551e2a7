/// A firm, which is a tenant of the platform.
struct Firm: Codable, Sendable {
    /// A firm's entry in the directory, which is readable without choosing a firm.
    struct Entry: Codable, Sendable {
        /// A lowercase UUID.
        var id: String
        /// The firm's name in paths: lowercase letters, digits and hyphens.
        var slug: String
        var name: String
        /// Such as `tax group`.
        var kind: String
    }

    /// Counts over the firm's own rows.
    struct Figures: Codable, Sendable {
        var clients: Int
        var engagements: Int
        /// The invoices that were sent and are not paid in full.
        var openInvoices: Int
        /// The unpaid amount of the open invoices.
        var openCents: Int
        var documents: Int
        /// The documents in which the virus scanner found something.
        var infected: Int
    }

    var id: String
    var slug: String
    var name: String
    var kind: String
    var figures: Figures

    init(_ entry: Entry, _ figures: Figures) {
        id = entry.id
        slug = entry.slug
        name = entry.name
        kind = entry.kind
        self.figures = figures
    }
}

/// The response of `/api/v1/firms`.
struct FirmList: Codable, Sendable {
    var firms: [Firm]
}
