import Hummingbird
import NIOHTTP1

/// The frontend's pages, and a liveness endpoint that does not need the backend.
struct FrontendRoutes: Sendable {
    typealias Context = DemoContext

    let backend: BackendClient
    /// nil: no resets are announced.
    var banner: ResetBanner?

    private static let liveness = "/healthz"
    private static let icon = "/favicon.ico"
    /// The routes that answer without a page.
    static let withoutPage: Set<String> = [liveness, icon]

    /// The headers of a document that are passed on from the backend.
    private static let documentHeaders: [HTTPFields.Element.Name] = [
        .contentType, .contentDisposition, .xContentTypeOptions, .cacheControl,
    ]

    /// The header that marks a request as a health check.
    private static let probeHeader = HTTPFields.Element.Name("X-Health-Check")

    static func isProbe(_ request: Request) -> Bool { probeHeader.map { request.headers[$0] != nil } ?? false }

    private static var livenessResponse: Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: "ok\n"))
        )
    }

    /// The content security policy: no scripts, no external resources, forms only to this origin.
    private static let policy = [
        "default-src 'none'", "style-src 'unsafe-inline'", "form-action 'self'", "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    .joined(separator: "; ")

    func router() -> Router<Context> {
        let router = Router(context: DemoContext.self)
        router.add(middleware: RequestLogMiddleware())
        router.add(middleware: LoopbackGuard())
        if let banner { router.add(middleware: ResetBannerMiddleware(banner: banner)) }
        router.add(middleware: MissingPage())
        router.get("\(Self.liveness)") { _, _ in Self.livenessResponse }
        // Browsers request it on their own and log a failure.
        router.get("\(Self.icon)") { _, _ in Response(status: .noContent, headers: [.cacheControl: "max-age=86400"]) }
        router.get("/") { request, context in
            // Health checks request this page every few seconds and do not need the figures.
            if Self.isProbe(request) { return Self.livenessResponse }
            let id = context.id
            async let health = backend.health(requestID: id)
            async let firms = backend.firms(requestID: id)
            let page = StackPage(backendURL: backend.base, health: await health, firms: await firms)
            return Self.response(page.html())
        }
        router.get("/firms/:slug") { request, context in try await section(.clients, request, context) }
        for tab in FirmTab.allCases {
            router.get("/firms/:slug/\(tab.rawValue)") { request, context in
                try await section(tab, request, context)
            }
        }
        router.get("/firms/:slug/search") { request, context in
            let words = FormQuery(of: request)["q"] ?? ""
            let answer = await backend.search(words, firm: Self.slug(context), requestID: context.id)
            if case .failure(let failure) = answer, failure.cause == .badRequest {
                return Self.response(SearchPage.retry(words, failure.message, slug: Self.slug(context)), .badRequest)
            }
            return show(answer) { SearchPage(answer: $0).html() }
        }
        router.get("/firms/:slug/documents/:id/content") { _, context in
            await content(context.parameters.get("id") ?? "", context)
        }
        return router
    }

    /// Proxies a document, since the user's browser may not reach the backend.
    private func content(_ id: String, _ context: Context) async -> Response {
        switch await backend.content(of: id, firm: Self.slug(context), requestID: context.id) {
        case .failure(let failure):
            return Self.response(failure)
        case .success((let headers, let body)):
            var fields = HTTPFields()
            for name in Self.documentHeaders { fields[name] = headers.first(name: name.rawName) }
            return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: body))
        }
    }

    private func section(_ tab: FirmTab, _ request: Request, _ context: Context) async throws -> Response {
        switch tab {
        case .clients: await section(tab, .clients, request, context)
        case .documents: await section(tab, .documents(of: Self.slug(context)), request, context)
        case .invoices: await section(tab, .invoices, request, context)
        }
    }

    private func section<Item>(
        _ tab: FirmTab,
        _ table: DataTable<Item>,
        _ request: Request,
        _ context: Context
    ) async -> Response {
        let query = FormQuery(of: request)
        let answer: Result<Seeded<FirmPage<Item>>, BackendClient.Failure> = await backend.page(
            of: tab,
            firm: Self.slug(context),
            page: query["page"],
            query: query["q"],
            requestID: context.id
        )
        if case .success(.yes(let page)) = answer {
            let view = FirmPageView(tab: tab, page: page, table: table)
            return Self.response(view.html(), view.isBeyondTheEnd ? .notFound : .ok)
        }
        return show(answer) { FirmPageView(tab: tab, page: $0, table: table).html() }
    }

    /// Returns the page for the backend's response, or a page with the reason why there is none.
    private func show<Value>(
        _ answer: Result<Seeded<Value>, BackendClient.Failure>,
        _ page: (Value) -> String
    ) -> Response {
        switch answer {
        case .success(.yes(let value)):
            Self.response(page(value))
        case .success(.no(let note)):
            Self.response(PageLayout.note("Not seeded yet", note).html())
        case .failure(let failure):
            Self.response(failure)
        }
    }

    private static func response(_ failure: BackendClient.Failure) -> Response {
        let (title, status): (String, HTTPResponse.Status) =
            switch failure.cause {
            case .notFound: ("Not found", .notFound)
            case .badRequest: ("Invalid request", .badRequest)
            case .withheld: ("Document withheld", .conflict)
            case .unavailable: ("Temporarily unavailable", .serviceUnavailable)
            }
        return response(PageLayout.note(title, failure.message).html(), status)
    }

    static func response(_ html: String, _ status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .cacheControl: "no-store",
                .contentSecurityPolicy: policy,
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html))
        )
    }

    private static func slug(_ context: Context) -> String { context.parameters.get("slug") ?? "" }
}
