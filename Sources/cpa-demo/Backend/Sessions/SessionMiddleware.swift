import Hummingbird

/// Refuses requests with the token of a session that has ended. Requests without a token pass: reading needs no login.
struct SessionMiddleware: RouterMiddleware {
    typealias Context = DemoContext

    private static let scheme = "Bearer "

    let sessions: Sessions

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        if RouteClass(endpoint: context.endpointPath) != nil, let header = request.headers[.authorization],
            header.hasPrefix(Self.scheme), await !sessions.isValid(String(header.dropFirst(Self.scheme.count)))
        {
            throw RequestProblem(status: .unauthorized, message: "the session has ended: log in again")
        }
        return try await next(request, context)
    }
}
