import OrderedCollections
import YAMLTree

/// Phase: after all merges, removes the values tagged `!reset` and all directives.
enum CleanupPhase {
    static func run(_ node: Node) -> Node {
        var result = node
        result.directive = .none
        switch node.value {
        case .scalar: break
        case .sequence(let items):
            result.value = .sequence(items.filter { $0.directive != .reset }.map(run))
        case .mapping(let mapping):
            var kept = Mapping()
            for (key, var entry) in mapping.entries where entry.value.directive != .reset {
                entry.value = run(entry.value)
                kept[key] = entry
            }
            result.value = .mapping(kept)
        }
        return result
    }
}

extension Node {
    /// Returns the number of nodes in the tree. Counting stops beyond `limit`.
    func weight(upTo limit: Int) -> Int {
        var total = 1
        switch value {
        case .scalar: break
        case .sequence(let items):
            for item in items where total <= limit { total += item.weight(upTo: limit - total) }
        case .mapping(let mapping):
            for entry in mapping.entries.values where total <= limit {
                total += entry.value.weight(upTo: limit - total)
            }
        }
        return total
    }

    /// Whether two trees are equal except for their locations.
    func isSame(as other: Node) -> Bool {
        guard directive == other.directive else { return false }
        switch (value, other.value) {
        case (.scalar(let left), .scalar(let right)): return left.kind == right.kind && left.text == right.text
        case (.sequence(let left), .sequence(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.mapping(let left), .mapping(let right)):
            return left.entries.count == right.entries.count
                && left.entries.allSatisfy { key, entry in right[key].map { entry.value.isSame(as: $0.value) } ?? false
                }
        case (.scalar, _), (.sequence, _), (.mapping, _): return false
        }
    }
}
