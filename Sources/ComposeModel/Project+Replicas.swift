package import Diagnostics
import OrderedCollections

extension Project {
    /// The project with each service as often as it is to run: `web`, `web-2`, `web-3`. What waits for a service waits
    /// for all of its replicas; a service of which none is to run is left out, and nobody waits for it, as in docker
    /// compose.
    /// - Parameter scales: how many of some services, before what the files say.
    /// - Throws: every problem at once: `fixed-name-scaled`, a `container_name` that only one can have;
    ///   `fixed-port-scaled`, a port of the host that only one can have; `port-range-exhausted`, a range of such ports that
    ///   is too small; `too-many-replicas`, a scale above ``Service/largestScale``; `replica-name-taken`, a service that is called as a replica of another would be; `unknown-service`,
    ///   a scale for a service that is not there.
    package func withReplicas(_ scales: [String: Int] = [:]) throws(DiagnosticsError) -> Project {
        var problems = scales.keys.sorted().filter { services[$0] == nil }.map {
            Diagnostic(.error, "unknown-service", "no service '\($0)' to scale in project '\(name)'")
        }
        problems += scales.sorted { $0.key < $1.key }.filter { $0.value > Service.largestScale }.map {
            let message =
                "service '\($0.key)' is to run \($0.value) times; at most \(Service.largestScale) are possible"
            return Diagnostic(.error, "too-many-replicas", message)
        }
        let counts = services.mapValues { min(max(0, scales[$0.name] ?? $0.replicas), Service.largestScale) }
        guard !problems.isEmpty || counts.values.contains(where: { $0 != 1 }) else { return self }
        var expanded = self
        expanded.services = [:]
        var ports = HostPorts(services.values)
        for service in services.values {
            let count = counts[service.name] ?? 1
            if count > 1 { problems += service.obstacles(toRunning: count, among: services.keys) }
            for replica in stride(from: 1, through: count, by: 1) {
                var copy = service.replica(replica, counts)
                if replica > 1, !ports.choose(for: &copy) {
                    problems.append(service.exhaustsItsRange(count))
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
    /// How often one service may run. What is more is a mistake, or would take all that the machine has.
    package static let largestScale = 100

    /// What a replica is called: the first as its service, and each other with its number.
    static func name(ofReplica number: Int, of service: String) -> String {
        number == 1 ? service : "\(service)-\(number)"
    }

    /// - Parameter counts: how many there are of each service; of one that is not named, one.
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
        // How many there are is no part of what one is, or each would start again when one is added.
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
        if let port = ports.lazy.filter({ $0.range == nil }).compactMap(\.published).first {
            problems.append(
                Diagnostic(
                    .error,
                    "fixed-port-scaled",
                    "service '\(name)' is to run \(count) times, but only one can have the host's port \(port)",
                    at: location,
                    length: name.count,
                    hint: "publish a range of ports, or the container's port alone, which takes a free one for each"
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

    fileprivate func exhaustsItsRange(_ count: Int) -> Diagnostic {
        Diagnostic(
            .error,
            "port-range-exhausted",
            "service '\(name)' is to run \(count) times, but its range of host ports has fewer free ports",
            at: location,
            length: name.count,
            hint: "publish a wider range, or the container's port alone, which takes a free one for each"
        )
    }
}

/// The host's ports that services have, from which replicas choose.
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

    /// Gives a replica the first of each range that nobody has; false where there is none.
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
