/// A server of the stack that is found by the port which it publishes.
package enum ServerPlace: Hashable, Sendable {
    /// No service publishes the port.
    case absent
    /// The service that publishes it does not run.
    case down(service: String)
    /// The host and port to connect to.
    case at(String, service: String)

    package var address: String? {
        if case .at(let address, _) = self { address } else { nil }
    }
}

extension StackSnapshot {
    /// Returns the server that publishes a container port, such as 9090 for Prometheus: one that runs, if any does.
    package func server(onPort target: UInt16) -> ServerPlace {
        var place = ServerPlace.absent
        for service in services {
            guard let port = service.ports.first(where: { $0.target == target }) else { continue }
            if service.state == .running { return .at(port.address, service: service.name) }
            if place == .absent { place = .down(service: service.name) }
        }
        return place
    }
}

extension ServiceStatus.PortBinding {
    /// The host and port as in an address. Source: RFC 3986, section 3.2.2.
    fileprivate var address: String { host.contains(":") ? "[\(host)]:\(published)" : "\(host):\(published)" }
}

/// Why a server cannot be asked, and what to do about it.
package struct ServerProblem: Hashable, Sendable {
    package let reason: String
    package let remedy: String

    package init(reason: String, remedy: String) {
        self.reason = reason
        self.remedy = remedy
    }
}

extension ServerPlace {
    /// Why a server of the monitoring cannot be asked; nil if it can.
    /// - Parameter product: what it is, for messages.
    package func problem(with product: String) -> ServerProblem? {
        switch self {
        case .absent:
            ServerProblem(reason: "no \(product) is part of the stack", remedy: "cpadev up --profile monitoring")
        case .down(let service): ServerProblem(reason: "\(service) is not running", remedy: "cpadev start \(service)")
        case .at: nil
        }
    }
}

/// The ports by which the servers of the monitoring are recognized.
package enum MonitoringPort {
    package static let prometheus: UInt16 = 9090
    package static let alertmanager: UInt16 = 9093
    package static let notifications: UInt16 = 8026
}
