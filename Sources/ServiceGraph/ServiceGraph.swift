package import ComposeModel
package import Diagnostics

/// The dependency graph of a project: the order in which services start and stop, and what each selection includes.
///
/// An edge is a `depends_on` entry or a `provided_by`. A service without its own process is available only once its
/// provider has started, so the provider comes first even without a `depends_on`. An edge to a service outside the
/// graph is dropped if it is `required: false`, and is an error otherwise.
///
/// The graph is an immutable value. Every query is at most linear in the size of the graph, even for deep chains.
package struct ServiceGraph: Sendable, Hashable {
    /// The services grouped by how early they can start. Each depends only on services of earlier layers. Within a
    /// layer the order is the file's.
    package let layers: [[String]]
    /// Every service in start order: layer by layer, in file order within a layer.
    package let names: [String]

    /// The index of each service in `names`.
    let positions: [String: Int]
    /// The edges of each service, by position: in file order, the implicit one last.
    let edges: [[Edge]]
    /// The dependencies of each service, by position: ascending, without duplicates.
    let needs: [[Int]]
    /// The dependents of each service, by position: ascending, without duplicates.
    let neededBy: [[Int]]
    /// Each service's layer, by position.
    let layerOf: [Int]

    /// A dependency and its origin.
    struct Edge: Sendable, Hashable {
        var dependency: Dependency
        /// Whether the edge comes from `provided_by` rather than `depends_on`.
        var isImplicit: Bool
    }

    /// Creates a graph and orders its services.
    ///
    /// - Parameter services: The services in file order, which breaks ties between services that could start together.
    /// - Throws: Every problem at once: `dependency-cycle`, one per cycle with its path; `unknown-service`, an edge to
    ///   a missing service; `duplicate-service`, a name that is used twice.
    package init(services: some Collection<Service>) throws(DiagnosticsError) {
        let draft = GraphDraft(services: services)
        let fileOrder = draft.layersInFileOrder()
        let diagnostics = draft.diagnostics + CycleFinder(draft).diagnostics(among: fileOrder.unordered)
        guard diagnostics.isEmpty else { throw DiagnosticsError(diagnostics) }

        // Maps file positions to start positions.
        let order = fileOrder.layers.flatMap(\.self)
        var positionOf = [Int](repeating: 0, count: order.count)
        for (position, index) in order.enumerated() { positionOf[index] = position }

        var neededBy = [[Int]](repeating: [], count: order.count)
        var needs: [[Int]] = []
        needs.reserveCapacity(order.count)
        for (position, index) in order.enumerated() {
            let needed = draft.targets[index].map { positionOf[$0] }.sorted()
            for target in needed { neededBy[target].append(position) }
            needs.append(needed)
        }
        self.needs = needs
        self.neededBy = neededBy
        names = order.map { draft.names[$0] }
        edges = order.map { draft.edges[$0] }
        layers = fileOrder.layers.map { $0.map { draft.names[$0] } }
        layerOf = fileOrder.layers.enumerated().flatMap { number, layer in layer.map { _ in number } }
        positions = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    // MARK: Neighbours

    /// Returns the dependencies of a service in file order. The edge that `provided_by` implies comes last, as a
    /// required `service_started` with `restart: true`. Empty for an unknown name.
    package func dependencies(of name: String) -> [Dependency] {
        positions[name].map { edges[$0].map(\.dependency) } ?? []
    }

    /// Returns the direct dependents of a service in start order. Empty for an unknown name.
    package func dependents(of name: String) -> [String] {
        positions[name].map { neededBy[$0].map { names[$0] } } ?? []
    }

    // MARK: Closures

    /// Returns the named services and their transitive dependencies in start order. Optional dependencies are included:
    /// they are started, but do not block their dependents. Unknown names are ignored.
    package func selection(_ selected: some Sequence<String>) -> [String] {
        closure(of: selected.compactMap { positions[$0] }, along: needs)
    }

    /// Returns the transitive dependents of a service in start order, without the service itself.
    package func dependentsClosure(of name: String) -> [String] {
        guard let position = positions[name] else { return [] }
        return closure(of: neededBy[position], along: neededBy)
    }

    private func closure(of start: [Int], along neighbours: [[Int]]) -> [String] {
        var reached = [Bool](repeating: false, count: names.count)
        var stack: [Int] = []
        func visit(_ position: Int) {
            guard !reached[position] else { return }
            reached[position] = true
            stack.append(position)
        }
        start.forEach(visit)
        while let position = stack.popLast() { neighbours[position].forEach(visit) }
        return names.indices.lazy.filter { reached[$0] }.map { names[$0] }
    }
}
