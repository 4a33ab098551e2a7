import Hummingbird
import Synchronization

/// Counts responses by route and measures how long they took. Source of the format: Prometheus, "Exposition formats".
final class RequestMetrics: Sendable {
    private struct Route: Hashable, Comparable {
        var method: String
        var path: String

        static func < (left: Route, right: Route) -> Bool { (left.path, left.method) < (right.path, right.method) }
    }

    private struct Figures {
        var byStatus: [Int: Int] = [:]
        /// For each bucket, the responses that took at most as long as its limit but longer than the one before.
        var byDuration = [Int](repeating: 0, count: RequestMetrics.limits.count + 1)
        var seconds = 0.0
    }

    /// The upper limits of the histogram's buckets, in seconds. The platform's limit of two seconds is one.
    private static let limits = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10]

    private let routes = Mutex<[Route: Figures]>([:])

    /// - Parameter path: the route's pattern, such as `/api/v1/firms/{slug}`, so that there are few.
    func record(_ method: HTTPRequest.Method, path: String?, _ status: HTTPResponse.Status, _ duration: Duration) {
        let route = Route(method: method.rawValue, path: path ?? "none")
        let seconds = duration / .seconds(1)
        let bucket = Self.limits.firstIndex { seconds <= $0 } ?? Self.limits.count
        routes.withLock { routes in
            routes[route, default: Figures()].byStatus[status.code, default: 0] += 1
            routes[route]?.byDuration[bucket] += 1
            routes[route]?.seconds += seconds
        }
    }

    /// All figures as Prometheus reads them.
    var text: String {
        let routes = routes.withLock { $0 }.sorted { $0.key < $1.key }
        var text = "# TYPE http_requests_total counter\n"
        for (route, figures) in routes {
            for (status, count) in figures.byStatus.sorted(by: { $0.key < $1.key }) {
                text += "http_requests_total{\(labels(route)),status=\"\(status)\"} \(count)\n"
            }
        }
        text += "# TYPE http_request_duration_seconds histogram\n"
        for (route, figures) in routes {
            var count = 0
            for (limit, more) in zip(Self.limits.map { "\($0)" } + ["+Inf"], figures.byDuration) {
                count += more
                text += "http_request_duration_seconds_bucket{\(labels(route)),le=\"\(limit)\"} \(count)\n"
            }
            text += "http_request_duration_seconds_sum{\(labels(route))} \(figures.seconds)\n"
            text += "http_request_duration_seconds_count{\(labels(route))} \(count)\n"
        }
        return text
    }

    private func labels(_ route: Route) -> String { "method=\"\(route.method)\",path=\"\(route.path)\"" }
}

/// Records every request except those for the metrics themselves.
struct RequestMetricsMiddleware: RouterMiddleware {
    typealias Context = DemoContext

    static let path = "/metrics"

    let metrics: RequestMetrics

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path != Self.path else { return try await next(request, context) }
        let start = ContinuousClock.now
        func record(_ status: HTTPResponse.Status) {
            metrics.record(request.method, path: context.endpointPath, status, start.duration(to: .now))
        }
        do {
            let response = try await next(request, context)
            record(response.status)
            return response
        } catch {
            record((error as? any HTTPResponseError)?.status ?? .internalServerError)
            throw error
        }
    }
}
