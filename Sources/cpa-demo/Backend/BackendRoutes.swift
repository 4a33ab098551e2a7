import Hummingbird
import Logging

/// The API's routes.
struct BackendRoutes {
    let stores: StoreChecks
    let firms: FirmStore

    private struct Index: Encodable {
        let name = "cpa-demo backend"
        let version = CPADemo.version
        let endpoints = ["/api/v1/health", "/api/v1/firms"]
    }

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: RequestLogMiddleware())
        router.get("/") { _, _ in try JSONAnswer.response(Index()) }
        router.get("/api/v1/health") { _, _ in
            let report = await stores.report()
            return try JSONAnswer.response(report, status: report.isServing ? .ok : .serviceUnavailable)
        }
        router.get("/api/v1/firms") { _, context in
            let list: FirmList
            do throws(FirmStore.Failure) {
                list = try await firms.list()
            } catch {
                context.logger.warning("firms cannot be read", metadata: ["error": "\(error.message)"])
                return try JSONAnswer.response(FirmList(note: error.message), status: .serviceUnavailable)
            }
            return try JSONAnswer.response(list)
        }
        return router
    }
}
