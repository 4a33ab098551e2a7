/// The body of a request for an invoice.
struct InvoiceRequest: Decodable, Sendable {
    /// A firm's slug.
    var firm: String
    /// A client's number; nil for the first client with billable time.
    var client: String?
}

/// An invoice that is not stored, made of a client's billable time.
struct InvoiceDraft: Codable, Sendable {
    struct Recipient: Codable, Sendable {
        var id: String
        var number: String
        var name: String
    }

    /// The time spent on an engagement.
    struct Line: Codable, Sendable {
        var description: String
        var minutes: Int
        var amountCents: Int
    }

    var firm: Firm.Entry
    var client: Recipient
    var lines: [Line]

    var totalCents: Int { lines.reduce(0) { $0 + $1.amountCents } }

    /// The invoice for people to read, with a line for each engagement.
    var text: String {
        let rows = lines.map { "\($0.description)  \($0.minutes) min  \(Money.text(cents: $0.amountCents))" }
        let head = ["Invoice of \(firm.name)", "to \(client.name) (\(client.number))", ""]
        return (head + rows + ["Total  \(Money.text(cents: totalCents))"]).joined(separator: "\n")
    }
}

/// The response to a request for an invoice.
struct InvoiceAnswer: Codable, Sendable {
    var invoice: InvoiceDraft
    var totalCents: Int
    var text: String

    init(_ draft: InvoiceDraft) {
        invoice = draft
        totalCents = draft.totalCents
        text = draft.text
    }
}
