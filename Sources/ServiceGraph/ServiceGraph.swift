package import ComposeModel
package import Diagnostics

/// Which service needs which: the order of starting and stopping, and what a choice of services brings with it.
///
/// An edge is a `depends_on` entry, or a `provided_by`: a service without a process of its own can only be there once
/// its provider was started, so the provider comes first even where no `depends_on` says so. An edge to a service that
/// is not in the graph is dropped when it is `required: false`, and is an error otherwise.
///
/// A value, built once; every query is linear in the size of the graph or better, also for deep chains.
package struct ServiceGraph: Sendable, Hashable {
    /// Services grouped by the earliest moment they can start: each needs only services of earlier layers. Within a
    /// layer the order is the file's.
    package let layers: [[String]]
    /// Every service in start order: layer by layer, and as in the file within a layer.
    package let names: [String]

    /// Positions in `names`.
    let positions: [String: Int]
    /// The edges of each service, by position; as in the file, the implicit one last.
    let edges: [[Edge]]
    /// What each service needs, by position: ascending, without repetition.
    let needs: [[Int]]
    /// What needs each service, by position: ascending, without repetition.
    let neededBy: [[Int]]
    /// Each service's layer, by position.
    let layerOf: [Int]

    /// An edge, and where it comes from.
    struct Edge: Sendable, Hashable {
        var dependency: Dependency
        /// From `provided_by`, not from `depends_on`.
        var isImplicit: Bool
    }

    /// Orders the services.
    ///
    /// - Parameter services: in the order of the files, which decides between services that could start together.
    /// - Throws: every problem at once: `dependency-cycle`, one per cycle with its path; `unknown-service`, an edge
    ///   to a service that is not there; `duplicate-service`, a name that comes twice.
    package init(services: some Collection<Service>) throws(DiagnosticsError) {
        let draft = GraphDraft(services: services)
        let fileOrder = draft.layersInFileOrder()
        let diagnostics = draft.diagnostics + CycleFinder(draft).diagnostics(among: fileOrder.unordered)
        guard diagnostics.isEmpty else { throw DiagnosticsError(diagnostics) }

        // From positions in the file to positions in start order.
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

    /// What a service waits for, as the file has it; the edge that `provided_by` implies comes last, as a required
    /// `service_started` that restarts with its provider. Empty for an unknown name.
    package func dependencies(of name: String) -> [Dependency] {
        positions[name].map { edges[$0].map(\.dependency) } ?? []
    }

    /// The services with an edge to this one, in start order. Empty for an unknown name.
    package func dependents(of name: String) -> [String] {
        positions[name].map { neededBy[$0].map { names[$0] } } ?? []
    }

    // MARK: Closures

    /// The named services and everything they need, however indirectly, in start order. Edges that are not required
    /// count as well: they are started, they only do not hold anybody back. Unknown names are ignored.
    package func selection(_ selected: some Sequence<String>) -> [String] {
        closure(of: selected.compactMap { positions[$0] }, along: needs)
    }

    /// Everything that needs the service, however indirectly, in start order and without itself.
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
