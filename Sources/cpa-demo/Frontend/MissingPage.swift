import Hummingbird

/// Responds to unknown paths with a "not found" page.
struct MissingPage: RouterMiddleware {
    typealias Context = DemoContext

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do { return try await next(request, context) } catch let error as any HTTPResponseError
            where error.status == .notFound
        {
            let message = "There is no page \(request.uri.path)."
            return FrontendRoutes.response(PageLayout.note("Not found", message).html(), .notFound)
        }
    }
}
