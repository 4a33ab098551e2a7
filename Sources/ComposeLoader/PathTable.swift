import OrderedCollections
import YAMLTree

/// An ordered table of path patterns, such as `services.*.ports`, and rules, stored as a tree that a walker descends.
///
/// `*` matches one key or one list item. A name takes precedence over `*`.
struct PathTable<Rule: Sendable>: Sendable {
    private var rules: [Rule] = []
    private var children: [String: PathTable] = [:]

    /// The rules whose pattern ends here, in table order.
    var here: [Rule] { rules }
    var isLeaf: Bool { children.isEmpty }

    init(_ rows: [(pattern: String, rule: Rule)] = []) {
        for row in rows { insert(row.rule, row.pattern.split(separator: ".")[...]) }
    }

    /// Returns the subtable below a key; nil if no pattern continues there.
    func below(_ key: String) -> PathTable? { children[key] ?? children["*"] }

    private mutating func insert(_ rule: Rule, _ pattern: ArraySlice<Substring>) {
        guard let first = pattern.first else { return rules.append(rule) }
        children[String(first), default: PathTable()].insert(rule, pattern.dropFirst())
    }
}

extension PathTable {
    /// Creates a table whose rows for service keys also apply to the steps of `pre_start`, if steps have the key.
    static func withSteps(_ rows: [(pattern: String, rule: Rule)]) -> PathTable {
        PathTable(
            rows.flatMap { row in
                let parts = row.pattern.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
                guard parts.count == 3, parts[0] == "services",
                    Shape.stepKeys.contains(String(parts[2].prefix { $0 != "." }))
                else { return [row] }
                return [row, ("services.*.pre_start.*.\(parts[2])", row.rule)]
            }
        )
    }

    /// Walks a tree and applies the rules to every node that matches a pattern, outer nodes before inner ones.
    func walk(_ node: Node, at path: NodePath = NodePath(), apply: (Rule, inout Node, NodePath) -> Void) -> Node {
        guard node.directive != .reset else { return node }
        var result = node
        for rule in here { apply(rule, &result, path) }
        guard !isLeaf else { return result }
        switch result.value {
        case .scalar: break
        case .sequence(let items):
            guard let table = below("*") else { break }
            result.value = .sequence(
                items.enumerated().map { table.walk($1, at: path.index($0), apply: apply) }
            )
        case .mapping(var mapping):
            for (key, entry) in mapping.entries {
                guard let table = below(key) else { continue }
                mapping[key]?.value = table.walk(entry.value, at: path.key(key), apply: apply)
            }
            result.value = .mapping(mapping)
        }
        return result
    }
}
