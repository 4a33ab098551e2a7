import Hummingbird
import Logging

/// The API's routes for firms.
struct FirmRoutes: Sendable {
    typealias Context = DemoContext

    /// nil if not configured.
    let firms: FirmReader?
    let typesense: Typesense?

    static let paths = [
        "/api/v1/firms", "/api/v1/firms/{slug}/clients", "/api/v1/firms/{slug}/documents",
        "/api/v1/firms/{slug}/invoices", "/api/v1/firms/{slug}/search",
    ]

    func add(to router: Router<Context>) {
        let group = router.group("/api/v1/firms")
        group.get { _, context in
            try await answer(context) { firms, _ throws(FirmFailure) in FirmList(firms: try await firms.firms()) }
        }
        group.get(":slug/clients") { request, context in try await page(.clients, request, context) }
        group.get(":slug/documents") { request, context in try await page(.documents, request, context) }
        group.get(":slug/invoices") { request, context in try await page(.invoices, request, context) }
        group.get(":slug/search") { request, context in
            guard let words = SearchTerms(FormQuery(of: request)["q"] ?? "") else {
                return try JSONCoding.response(APIProblem(error: "q must not be empty"), status: .badRequest)
            }
            return try await answer(context) { firms, slug throws(FirmFailure) in
                let search = FirmSearch(firms: firms, typesense: typesense)
                return try await search.answer(words, firm: slug, context.logger)
            }
        }
    }

    private func page<Item: Codable & Sendable>(
        _ listing: FirmListing<Item>,
        _ request: Request,
        _ context: Context
    ) async throws -> Response {
        let query = FormQuery(of: request)
        let wanted: PageRequest
        do throws(Problem) {
            wanted = try PageRequest(page: query["page"], query: query["q"])
        } catch {
            return try JSONCoding.response(APIProblem(error: error.message), status: .badRequest)
        }
        return try await answer(context) { firms, slug throws(FirmFailure) in
            try await firms.within(slug) { scope throws(PostgresFailure) in try scope.page(listing, wanted) }
        }
    }

    /// Returns the result of the work as JSON, or its failure with the matching status.
    private func answer<Value: Codable & Sendable>(
        _ context: Context,
        _ work: (FirmReader, _ slug: String) async throws(FirmFailure) -> Value
    ) async throws -> Response {
        let value: Value
        do throws(FirmFailure) {
            guard let firms else { throw .unavailable("DATABASE_URL is not set or not a URL") }
            value = try await work(firms, context.parameters.get("slug") ?? "")
        } catch {
            switch error {
            case .notSeeded(let note):
                return try JSONCoding.response(Seeded<Value>.no(note: note))
            case .unknownFirm(let slug):
                return try JSONCoding.response(APIProblem(error: "there is no firm \(slug)"), status: .notFound)
            case .unavailable(let message):
                context.logger.warning("firms cannot be read", metadata: ["error": "\(message)"])
                let problem = APIProblem(error: "Postgres cannot be read: \(message)")
                return try JSONCoding.response(problem, status: .serviceUnavailable)
            }
        }
        return try JSONCoding.response(Seeded.yes(value))
    }
}
