import FoundationEssentials
import Hummingbird
import Logging

/// Assigns each request an id, returns it in the response, and logs the request once it is completed. Probes and requests
/// for the metrics, which come every few seconds, and the requests that probes cause are logged only if they fail.
struct RequestLogMiddleware: RouterMiddleware {
    typealias Context = DemoContext

    private static let header = HTTPFields.Element.Name("X-Request-Id")
    private static let lengths = 1...128
    /// The prefix of the user agent of cpadev's probes. Their request ids have the same prefix, so that the next server
    /// recognizes them.
    private static let probe = "cpadev-probe"
    /// The same of those of the monitoring, Prometheus' blackbox exporter.
    private static let monitor = "Blackbox"

    /// Responses with a lower status are not logged.
    var firstStatus = 0

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let id = Self.id(of: request)
        var context = context
        context.logger[metadataKey: "hb.request.id"] = .string(id)
        do {
            var response = try await next(request, context)
            if let header = Self.header { response.headers[header] = id }
            log(request, context, response.status, start, id)
            return response
        } catch let error as any HTTPResponseError {
            log(request, context, error.status, start, id)
            var response = try error.response(from: request, context: context)
            if let header = Self.header { response.headers[header] = id }
            return response
        } catch {
            context.logger.error("request failed", error: error)
            log(request, context, .internalServerError, start, id)
            throw error
        }
    }

    /// Returns the caller's id if it is safe to log, otherwise a new one.
    private static func id(of request: Request) -> String {
        guard let header, let given = request.headers[header], lengths.contains(given.utf8.count),
            given.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            let agent = request.headers[.userAgent] ?? ""
            let isProbe = agent.hasPrefix(probe) || agent.hasPrefix(monitor)
            return (isProbe ? "\(probe)-" : "") + UUID().uuidString.lowercased()
        }
        return given
    }

    private func log(
        _ request: Request,
        _ context: Context,
        _ status: HTTPResponse.Status,
        _ start: ContinuousClock.Instant,
        _ id: String
    ) {
        let isRegular = id.hasPrefix(Self.probe) || request.uri.path == RequestMetricsMiddleware.path
        if status.code < (isRegular ? max(500, firstStatus) : firstStatus) { return }
        let milliseconds = start.duration(to: .now) / .milliseconds(1)
        context.logger.log(
            level: status.code < 500 ? .info : .warning,
            "\(request.method.rawValue) \(request.uri.path) \(status.code)",
            metadata: [
                "method": "\(request.method.rawValue)",
                "path": "\(request.uri.path)",
                "status": .stringConvertible(status.code),
                "duration_ms": .stringConvertible((milliseconds * 100).rounded() / 100),
            ]
        )
    }
}
