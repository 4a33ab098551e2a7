import ComposeModel
import Diagnostics

/// Finds and reports the cycles of a graph that cannot be ordered.
///
/// The number of cycles can grow exponentially, so not every cycle is listed. Each edge that lies on a cycle is part of
/// at least one listed cycle, the shortest through that edge, which is enough to see which edge is wrong.
struct CycleFinder {
    /// The largest number of cycles reported. It also bounds the work.
    static let maximumCount = 50
    /// The largest number of services shown of a path. The middle of a longer path is elided.
    static let maximumPathLength = 24

    private let draft: GraphDraft

    init(_ draft: GraphDraft) { self.draft = draft }

    /// Returns one error per cycle, in file order.
    func diagnostics(among nodes: [Int]) -> [Diagnostic] {
        guard !nodes.isEmpty else { return [] }
        let component = components(among: nodes)
        var covered: Set<[Int]> = []
        var cycles: [[Int]] = []
        for source in nodes {
            for target in draft.targets[source]
            where component[source] == component[target] && !covered.contains([source, target]) {
                guard let back = shortestPath(from: target, to: source, component: component) else { continue }
                // Starts at the service that comes first in the file, so that the output does not depend on the search.
                let cycle = rotated(back)
                for (from, to) in steps(of: cycle) { covered.insert([from, to]) }
                cycles.append(cycle)
                if cycles.count > Self.maximumCount { return cycles.dropLast().map(diagnostic) + [tooManyCycles] }
            }
        }
        return cycles.map(diagnostic)
    }

    // MARK: Search

    /// Returns the strongly connected component of each node; -1 outside `nodes`.
    ///
    /// This is Tarjan's algorithm with an explicit stack, so that a long chain cannot overflow the thread's stack.
    private func components(among nodes: [Int]) -> [Int] {
        let count = draft.names.count
        var component = [Int](repeating: -1, count: count)
        var number = [Int](repeating: -1, count: count)
        var low = [Int](repeating: 0, count: count)
        var nextEdge = [Int](repeating: 0, count: count)
        var open: [Int] = []
        var counter = 0
        for root in nodes where number[root] < 0 {
            var path = [root]
            while let node = path.last {
                if number[node] < 0 {
                    (number[node], low[node]) = (counter, counter)
                    counter += 1
                    open.append(node)
                }
                if nextEdge[node] < draft.targets[node].count {
                    let target = draft.targets[node][nextEdge[node]]
                    nextEdge[node] += 1
                    if number[target] < 0 {
                        path.append(target)
                    } else if component[target] < 0 {
                        low[node] = min(low[node], number[target])
                    }
                    continue
                }
                path.removeLast()
                if let parent = path.last { low[parent] = min(low[parent], low[node]) }
                guard low[node] == number[node] else { continue }
                while let member = open.popLast() {
                    component[member] = node
                    if member == node { break }
                }
            }
        }
        return component
    }

    /// Returns the shortest path within one component, including both ends, by breadth-first search.
    private func shortestPath(from start: Int, to end: Int, component: [Int]) -> [Int]? {
        var cameFrom: [Int: Int] = [start: start]
        var queue = [start]
        var head = 0
        while head < queue.count {
            let node = queue[head]
            head += 1
            if node == end {
                var path = [end]
                while let last = path.last, last != start, let before = cameFrom[last] { path.append(before) }
                return path.reversed()
            }
            for target in draft.targets[node] where component[target] == component[start] && cameFrom[target] == nil {
                cameFrom[target] = node
                queue.append(target)
            }
        }
        return nil
    }

    private func rotated(_ cycle: [Int]) -> [Int] {
        guard let first = cycle.indices.min(by: { cycle[$0] < cycle[$1] }) else { return cycle }
        return Array(cycle[first...] + cycle[..<first])
    }

    private func steps(of cycle: [Int]) -> [(from: Int, to: Int)] {
        cycle.indices.map { (cycle[$0], cycle[($0 + 1) % cycle.count]) }
    }

    // MARK: Messages

    private func diagnostic(for cycle: [Int]) -> Diagnostic {
        let edges = steps(of: cycle).compactMap { from, to in
            draft.edges[from].first { $0.dependency.service == draft.names[to] }.map { (draft.names[from], $0) }
        }
        let path = elided((cycle + cycle.prefix(1)).map { draft.names[$0] }) { "… \($0) more …" }
        let notes = edges.dropFirst().map { name, edge in
            Diagnostic.Note(
                "'\(name)' \(edge.isImplicit ? "is provided by" : "depends on") '\(edge.dependency.service)'",
                at: edge.dependency.location
            )
        }
        let first = edges.first?.1.dependency
        return Diagnostic(
            .error,
            "dependency-cycle",
            cycle.count == 1
                ? "service '\(draft.names[cycle[0]])' depends on itself"
                : "services wait for each other in a cycle: " + path.joined(separator: " → "),
            at: first?.location,
            length: first?.service.count ?? 1,
            notes: elided(notes) { Diagnostic.Note("… \($0) more edges …") },
            hint: "remove one of these dependencies"
        )
    }

    private var tooManyCycles: Diagnostic {
        Diagnostic(.error, "dependency-cycle", "there are more cycles; only the first \(Self.maximumCount) are listed")
    }

    private func elided<Element>(_ list: [Element], filler: (Int) -> Element) -> [Element] {
        guard list.count > Self.maximumPathLength else { return list }
        let end = Self.maximumPathLength / 2
        return list.prefix(end) + [filler(list.count - 2 * end)] + list.suffix(end)
    }
}
