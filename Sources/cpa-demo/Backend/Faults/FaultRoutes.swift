import Hummingbird
import Logging

/// The API's routes that make the backend slow or faulty for a time, to see how alerts and clients react.
///
/// Only this machine may use them, and only with a header that a web page cannot add to a cross-site request.
struct FaultRoutes: Sendable {
    static let path = "/api/v1/faults"

    private static let header = HTTPFields.Element.Name("X-Demo")
    private static let headerValue = "faults"
    private static let bodyLimit = 4096

    let injector: FaultInjector

    func add(to router: Router<DemoContext>) {
        router.post("\(Self.path)") { request, context in
            try Self.admit(request, context)
            let faults = try await request.json(Faults.self, upTo: Self.bodyLimit)
            do throws(Problem) { try faults.check() } catch {
                throw RequestProblem(status: .badRequest, message: error.message)
            }
            injector.set(faults)
            context.logger.warning("faults set", metadata: ["for_seconds": .stringConvertible(faults.forSeconds)])
            return try JSONCoding.response(faults)
        }
        router.delete("\(Self.path)") { request, context in
            try Self.admit(request, context)
            injector.set(nil)
            context.logger.info("faults ended")
            return Response(status: .noContent)
        }
    }

    private static func admit(_ request: Request, _ context: DemoContext) throws(RequestProblem) {
        guard context.isFromLoopback else {
            throw RequestProblem(status: .forbidden, message: "faults can only be set from the backend's own machine")
        }
        guard let header, request.headers[header] == headerValue else {
            throw RequestProblem(status: .forbidden, message: "faults need the header X-Demo: faults")
        }
    }
}
