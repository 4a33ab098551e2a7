import Hummingbird

/// Refuses requests above the limit of their routes with status 429.
struct RateLimitMiddleware: RouterMiddleware {
    typealias Context = DemoContext

    let limiter: RateLimiter
    let counters: BackendCounters

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let route = RouteClass(endpoint: context.endpointPath) else { return try await next(request, context) }
        let client = context.remoteAddress?.ipAddress ?? "unknown"
        guard let wait = await limiter.wait(route, client: client) else { return try await next(request, context) }
        counters.add(.rateLimitHit(route))
        throw RequestProblem(
            status: .tooManyRequests,
            message: "too many requests from \(client)",
            headers: [.retryAfter: "\(Self.seconds(wait))"]
        )
    }

    /// The seconds of a `Retry-After` header: whole ones, rounded up.
    static func seconds(_ wait: Duration) -> Int64 { max(1, Int64((wait / .seconds(1)).rounded(.up))) }
}
