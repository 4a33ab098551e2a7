import Hummingbird

/// The page, and a sign of life that does not need the backend.
struct FrontendRoutes {
    let backend: BackendClient

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: RequestLogMiddleware())
        router.get("/healthz") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "ok\n"))
            )
        }
        router.get("/") { _, context in
            let id = context.id
            async let health = backend.health(requestID: id)
            async let firms = backend.firms(requestID: id)
            let page = StackPage(backendURL: backend.base, health: await health, firms: await firms)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/html; charset=utf-8",
                    .cacheControl: "no-store",
                    .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(string: page.html()))
            )
        }
        return router
    }
}
