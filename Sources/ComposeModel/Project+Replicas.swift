package import Diagnostics
import OrderedCollections

extension Project {
    /// Returns the project with each service expanded into its replicas: `web`, `web-2`, `web-3`.
    ///
    /// A dependent waits for all replicas of a service. A service with no replicas is omitted and its dependents do not
    /// wait for it, as in Docker Compose.
    /// - Parameter scales: The numbers of replicas by service. They take precedence over the files.
    /// - Throws: Every problem at once: `fixed-name-scaled`, a `container_name` on a scaled service;
    ///   `fixed-port-scaled`, a fixed host port on a scaled service; `port-range-exhausted`, a range of host ports that
    ///   is too small; `too-many-replicas`, a scale above ``Service/maximumReplicas``; `replica-name-taken`, a service
    ///   with the name of another one's replica; `unknown-service`, a scale for a missing service.
    package func withReplicas(_ scales: [String: Int] = [:]) throws(DiagnosticsError) -> Project {
        var problems = scales.keys.sorted().filter { services[$0] == nil }.map {
            Diagnostic(.error, "unknown-service", "no service '\($0)' to scale in project '\(name)'")
        }
        problems += scales.sorted { $0.key < $1.key }.filter { $0.value > Service.maximumReplicas }.map {
            let message =
                "service '\($0.key)' cannot have \($0.value) replicas; the maximum is \(Service.maximumReplicas)"
            return Diagnostic(.error, "too-many-replicas", message)
        }
        let counts = services.mapValues { min(max(0, scales[$0.name] ?? $0.replicas), Service.maximumReplicas) }
        guard !problems.isEmpty || counts.values.contains(where: { $0 != 1 }) else { return self }
        var expanded = self
        expanded.services = [:]
        var ports = HostPorts(services.values)
        for service in services.values {
            let count = counts[service.name] ?? 1
            if count > 1 { problems += service.scalingProblems(toRunning: count, among: services.keys) }
            for replica in stride(from: 1, through: count, by: 1) {
                var copy = service.replica(replica, counts)
                if replica > 1, !ports.choose(for: &copy) {
                    problems.append(service.portRangeExhausted(count))
                    break
                }
                expanded.services[copy.name] = copy
            }
        }
        guard problems.isEmpty else { throw DiagnosticsError(problems) }
        return expanded
    }
}

extension Service {
    /// The largest number of replicas of a service. More is a mistake, or would exhaust the machine.
    package static let maximumReplicas = 100

    /// Returns the name of a replica: the service's name for the first, and with a number for the others.
    static func name(ofReplica number: Int, of service: String) -> String {
        number == 1 ? service : "\(service)-\(number)"
    }

    /// - Parameter counts: The number of replicas of each service; 1 for a service without an entry.
    fileprivate func replica(_ number: Int, _ counts: OrderedDictionary<String, Int>) -> Service {
        var copy = self
        copy.name = Service.name(ofReplica: number, of: name)
        copy.family = name
        for index in copy.preStart.indices {
            copy.preStart[index].definition.name = copy.name
            copy.preStart[index].definition.family = name
            copy.preStart[index].definition.replica = number
        }
        copy.replica = number
        // The count is not part of a replica's definition; otherwise adding a replica would restart all of them.
        copy.replicas = 1
        copy.dependencies = dependencies.flatMap { dependency in
            stride(from: 1, through: counts[dependency.service] ?? 1, by: 1).map {
                var edge = dependency
                edge.service = Service.name(ofReplica: $0, of: dependency.service)
                return edge
            }
        }
        return copy
    }

    fileprivate func scalingProblems(toRunning count: Int, among names: some Sequence<String>) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        if let containerName {
            problems.append(
                Diagnostic(
                    .error,
                    "fixed-name-scaled",
                    "service '\(name)' has \(count) replicas, but only one can use the container name '\(containerName)'",
                    at: location,
                    length: name.count,
                    hint: "remove its container_name, or run one replica"
                )
            )
        }
        if let port = ports.lazy.filter({ $0.range == nil }).compactMap(\.published).first {
            problems.append(
                Diagnostic(
                    .error,
                    "fixed-port-scaled",
                    "service '\(name)' has \(count) replicas, but only one can publish the host port \(port)",
                    at: location,
                    length: name.count,
                    hint: "publish a range of ports, or only the container port to use a free host port for each"
                )
            )
        }
        let replicas = Set((2...count).map { Service.name(ofReplica: $0, of: name) })
        problems += names.filter(replicas.contains).map {
            Diagnostic(
                .error,
                "replica-name-taken",
                "service '\($0)' has the name of a replica of '\(name)', which has \(count) replicas",
                at: location,
                length: name.count,
                hint: "rename one of them"
            )
        }
        return problems
    }

    fileprivate func portRangeExhausted(_ count: Int) -> Diagnostic {
        Diagnostic(
            .error,
            "port-range-exhausted",
            "service '\(name)' has \(count) replicas, but its range of host ports has fewer free ports",
            at: location,
            length: name.count,
            hint: "publish a wider range, or only the container port to use a free host port for each"
        )
    }
}

/// The host ports in use, by which replicas choose free ones.
private struct HostPorts {
    private struct Place: Hashable {
        var number: UInt16
        var transport: Port.TransportProtocol
    }

    private var taken: Set<Place> = []

    init(_ services: some Sequence<Service>) {
        for port in services.lazy.flatMap(\.ports) {
            if let number = port.published { taken.insert(Place(number: number, transport: port.transport)) }
        }
    }

    /// Assigns a replica the first free port of each of its ranges; false if a range has none.
    mutating func choose(for replica: inout Service) -> Bool {
        for (index, port) in replica.ports.enumerated() {
            guard let range = port.range else { continue }
            let free = range.first { $0 > 0 && taken.insert(Place(number: $0, transport: port.transport)).inserted }
            guard let free else { return false }
            replica.ports[index].published = free
        }
        return true
    }
}
