import Hummingbird

/// The API's route for new invoices. It draws one up from the time that was worked and stores nothing, so that the firm's
/// data does not drift from its seed.
struct InvoiceRoutes: Sendable {
    static let path = "/api/v1/invoices"

    private static let bodyLimit = 4096

    let counters: BackendCounters
    /// Draws up an invoice; returns nil if there is nothing to bill.
    let draft: @Sendable (InvoiceRequest) async throws(FirmFailure) -> InvoiceDraft?

    func add(to router: Router<DemoContext>) {
        router.post("\(Self.path)") { request, _ in
            let wanted = try await request.json(InvoiceRequest.self, upTo: Self.bodyLimit)
            // Postgres does not allow NUL in text.
            guard wanted.client?.contains("\0") != true else {
                throw RequestProblem(status: .badRequest, message: "client must not contain NUL")
            }
            let draft: InvoiceDraft?
            do throws(FirmFailure) { draft = try await self.draft(wanted) } catch { throw error.problem }
            guard let draft else {
                let whom = wanted.client.map { "client \($0)" } ?? "client"
                throw RequestProblem(status: .notFound, message: "there is no \(whom) with billable time")
            }
            counters.add(.invoiceGenerated)
            return try JSONCoding.response(InvoiceAnswer(draft))
        }
    }
}
