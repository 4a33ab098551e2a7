/// A firm of the platform: a tenant.
struct Firm: Codable, Sendable {
    /// What may be told of a firm before it is known whose rows to show.
    struct Entry: Codable, Sendable {
        /// A UUID in lower case.
        var id: String
        /// What stands in paths: lower case letters, digits and hyphens.
        var slug: String
        var name: String
        /// Such as `tax group`.
        var kind: String
    }

    /// Counted in the firm's own rows.
    struct Figures: Codable, Sendable {
        var clients: Int
        var engagements: Int
        /// Sent, and not yet paid in full.
        var openInvoices: Int
        /// What is still to be paid of them.
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

/// The answer of `/api/v1/firms`.
struct FirmList: Codable, Sendable {
    var firms: [Firm]
}
