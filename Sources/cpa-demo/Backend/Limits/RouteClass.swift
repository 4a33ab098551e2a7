/// The routes that share a rate limit.
enum RouteClass: String, CaseIterable, Sendable {
    case api
    case login

    /// Returns nil for routes without a limit: probes, metrics and the setting of faults.
    /// - Parameter endpoint: The route's pattern; nil if the request matches no route.
    init?(endpoint: String?) {
        switch endpoint {
        case LoginRoutes.path: self = .login
        case let path? where BackendRoutes.operational.contains(path): return nil
        default: self = .api
        }
    }
}
