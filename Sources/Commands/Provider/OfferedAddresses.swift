import ComposeModel
import ControlAPI
import Runtime

/// The variables with which dependents in another Compose project reach services of this stack. Pure.
struct OfferedAddresses {
    var host: String

    /// `HOST`, `PORT` and `URL` of each service's first port, and `PORT_<n>` of each port, prefixed with the service's
    /// name and `_` if there are several services, or always if `areNamed` is true. `URL` includes the credentials of the service's probe.
    func variables(
        _ statuses: [ServiceStatus],
        _ services: [Service],
        areNamed: Bool = false
    ) -> [(name: String, value: String)] {
        statuses.flatMap { status -> [(name: String, value: String)] in
            guard let first = status.ports.first else { return [] }
            let prefix = statuses.count == 1 && !areNamed ? "" : OfferedVariables.variableName(status.name) + "_"
            let service = services.first { $0.name == status.name }
            var result = [
                (name: "\(prefix)HOST", value: host), (name: "\(prefix)PORT", value: "\(first.published)"),
                (name: "\(prefix)URL", value: url(service, first)),
            ]
            for port in status.ports { result.append(("\(prefix)PORT_\(port.target)", "\(port.published)")) }
            return result
        }
    }

    private func url(_ service: Service?, _ port: ServiceStatus.PortBinding) -> String {
        let place = "\(host.contains(":") ? "[\(host)]" : host):\(port.published)"
        switch service?.settings.probe {
        case .postgres(_, let user, let database, let password):
            let name = user.map { $0 + (password.map { ":\($0)" } ?? "") + "@" } ?? ""
            return "postgres://\(name)\(place)" + (database.map { "/\($0)" } ?? "")
        case .redis(_, let password): return "redis://" + (password.map { ":\($0)@" } ?? "") + place
        case .http: return "http://\(place)"
        case .grpc: return "grpc://\(place)"
        case .clamd, .tcp, .exec, nil: return "tcp://\(place)"
        }
    }
}
