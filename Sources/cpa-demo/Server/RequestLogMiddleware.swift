import FoundationEssentials
import Hummingbird
import Logging

/// Gives each request an id, answers with it, and logs the request when it has been answered. Probes, which come every few
/// seconds, and what is asked on their behalf are logged only where they fail.
struct RequestLogMiddleware: RouterMiddleware {
    typealias Context = BasicRequestContext

    private static let header = HTTPFields.Element.Name("X-Request-Id")
    private static let lengths = 1...128
    /// How cpadev's probe calls itself, and how the ids of its requests begin, by which the next server knows them.
    private static let probe = "cpadev-probe"

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

    /// The caller's own id where it is of a kind that can be trusted in a log, else a new one.
    private static func id(of request: Request) -> String {
        guard let header, let given = request.headers[header], lengths.contains(given.utf8.count),
            given.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            let isProbe = request.headers[.userAgent]?.hasPrefix(probe) ?? false
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
        if id.hasPrefix(Self.probe), status.code < 500 { return }
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
