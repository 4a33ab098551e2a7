import ComposeModel
import Diagnostics

/// The graph by position in the file, before it is known to be acyclic.
struct GraphDraft {
    private(set) var names: [String] = []
    private(set) var edges: [[ServiceGraph.Edge]] = []
    /// The positions that the edges point to, in edge order without duplicates.
    private(set) var targets: [[Int]] = []
    /// The errors for unknown and duplicate names.
    private(set) var diagnostics: [Diagnostic] = []

    init(services: some Collection<Service>) {
        var positions: [String: Int] = [:]
        var kept: [Service] = []
        for service in services {
            if let first = positions[service.name] {
                report(service, repeats: kept[first])
                continue
            }
            positions[service.name] = kept.count
            kept.append(service)
        }
        names = kept.map(\.name)
        for service in kept {
            var known: [ServiceGraph.Edge] = []
            var targets: [Int] = []
            var seen: Set<Int> = []
            for edge in Self.edges(of: service) {
                guard let target = positions[edge.dependency.service] else {
                    report(edge, of: service)
                    continue
                }
                known.append(edge)
                if seen.insert(target).inserted { targets.append(target) }
            }
            edges.append(known)
            self.targets.append(targets)
        }
    }

    private static func edges(of service: Service) -> [ServiceGraph.Edge] {
        var edges = service.dependencies.map { ServiceGraph.Edge(dependency: $0, isImplicit: false) }
        // An explicit dependency on the provider takes precedence over the one that `provided_by` implies.
        if let provision = service.settings.providedBy,
            !service.dependencies.contains(where: { $0.service == provision.service })
        {
            let dependency = Dependency(
                service: provision.service,
                condition: .started,
                restart: true,
                location: provision.location
            )
            edges.append(ServiceGraph.Edge(dependency: dependency, isImplicit: true))
        }
        return edges
    }

    /// Returns the layers by Kahn's algorithm. Services on a cycle, or that depend on one, have no layer.
    func layersInFileOrder() -> (layers: [[Int]], unordered: [Int]) {
        var missing = targets.map(\.count)
        var dependents = [[Int]](repeating: [], count: names.count)
        for (source, targets) in targets.enumerated() {
            for target in targets { dependents[target].append(source) }
        }
        var layers: [[Int]] = []
        var layer = names.indices.filter { missing[$0] == 0 }
        while !layer.isEmpty {
            layers.append(layer)
            var next: [Int] = []
            for target in layer {
                for source in dependents[target] {
                    missing[source] -= 1
                    if missing[source] == 0 { next.append(source) }
                }
            }
            layer = next.sorted()
        }
        return (layers, names.indices.filter { missing[$0] > 0 })
    }

    // MARK: Problems

    private mutating func report(_ service: Service, repeats first: Service) {
        diagnostics.append(
            Diagnostic(
                .error,
                "duplicate-service",
                "service '\(service.name)' is defined twice",
                at: service.location,
                length: service.name.count,
                notes: [Diagnostic.Note("first defined here", at: first.location)]
            )
        )
    }

    private mutating func report(_ edge: ServiceGraph.Edge, of service: Service) {
        let dependency = edge.dependency
        guard dependency.isRequired else { return }
        let verb = edge.isImplicit ? "is provided by" : "depends on"
        diagnostics.append(
            Diagnostic(
                .error,
                "unknown-service",
                "service '\(service.name)' \(verb) '\(dependency.service)', which is not a service of this project",
                at: dependency.location,
                length: dependency.service.count,
                hint: nearestName(to: dependency.service, in: names).map { "did you mean '\($0)'?" }
            )
        )
    }
}
