import ComposeModel
import ControlAPI
import OrderedCollections
import Runtime

/// A service's environment as the service sees it: every `service:port` is resolved for the runtime.
struct ResolvedService: Codable, Sendable {
    struct Variable: Codable, Sendable {
        var name: String
        var value: String
        /// The value in the files, if different.
        var written: String?
    }

    struct Port: Codable, Sendable {
        var host: String
        /// nil for a free port that is chosen at the start.
        var published: UInt16?
        var target: UInt16
    }

    var service: String
    /// `docker` or `native`.
    var runtime: String
    var ports: [Port]
    var environment: [Variable]

    func text(_ terminal: Terminal) -> String {
        var lines = ["\(terminal.paint(service, .bold))  \(runtime)"]
        lines += ports.map { "  \($0.host):\($0.published.map { String($0) } ?? "a free port") → \($0.target)" }
        for variable in environment {
            lines.append("  \(variable.name)=\(variable.value)")
            if let written = variable.written { lines.append(terminal.paint("    in the file: \(written)", .dim)) }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Resolves the services of a project for known or assumed runtimes.
struct ServiceResolver {
    let project: Project
    private let kinds: [String: RuntimeKind]
    private var addresses = AddressBook()
    private var bindings: [String: [Launch.Binding]] = [:]

    /// - Parameters:
    ///   - kinds: the runtime of each service; native if missing.
    ///   - running: the port bindings of running services, by service name.
    init(_ project: Project, kinds: [String: RuntimeKind], running: [String: [Launch.Binding]]) {
        self.project = project
        self.kinds = kinds
        for service in project.services.values {
            let own = running[service.name] ?? Launch.Binding.settled(of: service)
            bindings[service.name] = own
            addresses.record(service, bindings: own, kind: kinds[service.name] ?? .native)
        }
    }

    func resolve(_ service: Service) -> ResolvedService {
        let kind = kinds[service.name] ?? .native
        let ports = service.ports.filter { $0.transport == .tcp }.map { port in
            let settled = bindings[service.name]?.first { $0.target == port.target }
            return ResolvedService.Port(
                host: port.reachableHost,
                published: settled?.published ?? port.published,
                target: port.target
            )
        }
        let variables = service.environment.sorted { $0.key < $1.key }.compactMap { key, value in
            (value ?? project.environment[key]).map { written in
                let seen = addresses.rewrite(written, seenFrom: kind)
                return ResolvedService.Variable(name: key, value: seen, written: seen == written ? nil : written)
            }
        }
        return ResolvedService(service: service.name, runtime: kind.rawValue, ports: ports, environment: variables)
    }
}
