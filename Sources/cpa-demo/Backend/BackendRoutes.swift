import Hummingbird

/// The API's routes.
struct BackendRoutes: Sendable {
    let stores: StoreChecks
    /// nil if not configured.
    let reader: FirmReader?
    let typesense: Typesense?
    let documents: DocumentRoutes
    let limiter: RateLimiter
    let sessions: Sessions
    let tenants: ActiveTenants

    static let health = "/api/v1/health"
    /// The routes of those who operate the backend. They are never limited or faulty.
    static let operational: Set<String> = [health, RequestMetricsMiddleware.path, FaultRoutes.path]

    private struct Index: Encodable {
        let name = "cpa-demo backend"
        let version = CPADemo.version
        let endpoints =
            [BackendRoutes.health] + FirmRoutes.paths
            + [DocumentRoutes.path, LoginRoutes.path, UploadRoutes.path, InvoiceRoutes.path, FaultRoutes.path]
    }

    func router() -> Router<DemoContext> {
        let router = Router(context: DemoContext.self)
        let (requests, counters) = (RequestMetrics(), BackendCounters())
        let faults = FaultInjector(slots: reader?.application.slots)
        router.add(middleware: RequestMetricsMiddleware(metrics: requests))
        router.add(middleware: RequestLogMiddleware())
        router.add(middleware: LoopbackGuard())
        router.add(middleware: RateLimitMiddleware(limiter: limiter, counters: counters))
        router.add(middleware: SessionMiddleware(sessions: sessions))
        router.add(middleware: FaultMiddleware(injector: faults))
        router.get("/") { _, _ in try JSONCoding.response(Index()) }
        router.get("\(Self.health)") { _, _ in
            let report = await stores.report()
            return try JSONCoding.response(report, status: report.isServing ? .ok : .serviceUnavailable)
        }
        router.get("\(RequestMetricsMiddleware.path)") { _, _ in
            let gauges = BackendGauges(reader?.application, tenants)
            return Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: requests.text + counters.text + gauges.text))
            )
        }
        FaultRoutes(injector: faults).add(to: router)
        FirmRoutes(firms: reader, typesense: typesense).add(to: router)
        documents.add(to: router)
        addWork(counters, to: router)
        return router
    }

    /// Adds the routes that do something for a firm.
    private func addWork(_ counters: BackendCounters, to router: Router<DemoContext>) {
        let login = LoginRoutes(tenants: tenants, counters: counters, sessions: sessions) { email throws(FirmFailure) in
            try await configuredReader().account(email: email)
        }
        let uploads = UploadRoutes(counters: counters) { slug throws(FirmFailure) in
            try await configuredReader().within(slug) { $0.firm }
        }
        let invoices = InvoiceRoutes(counters: counters) { wanted throws(FirmFailure) in
            try await configuredReader().within(wanted.firm) { scope throws(PostgresFailure) in
                try scope.invoiceDraft(client: wanted.client)
            }
        }
        login.add(to: router)
        uploads.add(to: router)
        invoices.add(to: router)
    }

    private func configuredReader() throws(FirmFailure) -> FirmReader {
        guard let reader else { throw .unavailable("DATABASE_URL is not set or not a URL") }
        return reader
    }
}
