import Hummingbird

/// The API's routes.
struct BackendRoutes: Sendable {
    let stores: StoreChecks
    let firms: FirmRoutes
    let documents: DocumentRoutes

    private struct Index: Encodable {
        let name = "cpa-demo backend"
        let version = CPADemo.version
        let endpoints = ["/api/v1/health"] + FirmRoutes.paths + [DocumentRoutes.path]
    }

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: RequestLogMiddleware())
        router.add(middleware: LoopbackGuard())
        router.get("/") { _, _ in try JSONCoding.response(Index()) }
        router.get("/api/v1/health") { _, _ in
            let report = await stores.report()
            return try JSONCoding.response(report, status: report.isServing ? .ok : .serviceUnavailable)
        }
        firms.add(to: router)
        documents.add(to: router)
        return router
    }
}
