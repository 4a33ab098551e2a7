public import Diagnostics
import OrderedCollections

extension Project {
    /// The project with each service as often as it is to run: `web`, `web-2`, `web-3`. What waits for a service waits
    /// for all of its replicas; a service of which none is to run is left out, and nobody waits for it, as in docker
    /// compose.
    /// - Parameter scales: how many of some services, before what the files say.
    /// - Throws: every problem at once: `fixed-name-scaled`, a `container_name` that only one can have;
    ///   `fixed-port-scaled`, a port of the host that only one can have; `replica-name-taken`, a service that is called
    ///   as a replica of another would be; `unknown-service`, a scale for a service that is not there.
    public func withReplicas(_ scales: [String: Int] = [:]) throws(DiagnosticsError) -> Project {
        var problems = scales.keys.sorted().filter { services[$0] == nil }.map {
            Diagnostic(.error, "unknown-service", "no service '\($0)' to scale in project '\(name)'")
        }
        let counts = services.mapValues { max(0, scales[$0.name] ?? $0.replicas) }
        guard !problems.isEmpty || counts.values.contains(where: { $0 != 1 }) else { return self }
        var expanded = self
        expanded.services = [:]
        for service in services.values {
            let count = counts[service.name] ?? 1
            if count > 1 { problems += service.obstacles(toRunning: count, among: services.keys) }
            for replica in stride(from: 1, through: count, by: 1) {
                var copy = service.replica(replica)
                copy.dependencies = service.dependencies.flatMap { dependency in
                    stride(from: 1, through: counts[dependency.service] ?? 1, by: 1).map {
                        var edge = dependency
                        edge.service = Service.name(ofReplica: $0, of: dependency.service)
                        return edge
                    }
                }
                expanded.services[copy.name] = copy
            }
        }
        guard problems.isEmpty else { throw DiagnosticsError(problems) }
        return expanded
    }
}

extension Service {
    /// What a replica is called: the first as its service, and each other with its number.
    static func name(ofReplica number: Int, of service: String) -> String {
        number == 1 ? service : "\(service)-\(number)"
    }

    fileprivate func replica(_ number: Int) -> Service {
        var copy = self
        copy.name = Service.name(ofReplica: number, of: name)
        copy.family = name
        copy.replica = number
        // How many there are is no part of what one is, or each would start again when one is added.
        copy.replicas = 1
        return copy
    }

    fileprivate func obstacles(toRunning count: Int, among names: some Sequence<String>) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        if let containerName {
            problems.append(
                Diagnostic(
                    .error,
                    "fixed-name-scaled",
                    "service '\(name)' is to run \(count) times, but only one can have the container name '\(containerName)'",
                    at: location,
                    length: name.count,
                    hint: "remove its container_name, or run it once"
                )
            )
        }
        if let port = ports.lazy.compactMap(\.published).first {
            problems.append(
                Diagnostic(
                    .error,
                    "fixed-port-scaled",
                    "service '\(name)' is to run \(count) times, but only one can have the host's port \(port)",
                    at: location,
                    length: name.count,
                    hint: "publish the container's port alone, which takes a free port for each"
                )
            )
        }
        let replicas = Set((2...count).map { Service.name(ofReplica: $0, of: name) })
        problems += names.filter(replicas.contains).map {
            Diagnostic(
                .error,
                "replica-name-taken",
                "service '\($0)' is called as a replica of '\(name)' would be, which is to run \(count) times",
                at: location,
                length: name.count,
                hint: "rename one of them"
            )
        }
        return problems
    }
}
