import Hummingbird

/// Makes requests slow or lets them fail, except probes, metrics and the setting of faults.
struct FaultMiddleware: RouterMiddleware {
    typealias Context = DemoContext

    let injector: FaultInjector

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let faults = injector.faults, !BackendRoutes.operational.contains(context.endpointPath ?? "") else {
            return try await next(request, context)
        }
        if faults.delayMs > 0 { try await Task.sleep(for: .milliseconds(faults.delayMs)) }
        if Double.random(in: 0..<1) < faults.errorRate {
            throw RequestProblem(status: .internalServerError, message: "an error of \(FaultRoutes.path)")
        }
        return try await next(request, context)
    }
}
