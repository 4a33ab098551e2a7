import OrderedCollections
import YAMLTree

/// An ordered table of path pattern → rule, such as `services.*.ports`, as a tree that a walker can go down with.
///
/// `*` stands for one key or one list item. Where a name and `*` both fit, the name is taken.
struct PathTable<Rule: Sendable>: Sendable {
    private var rules: [Rule] = []
    private var children: [String: PathTable] = [:]

    /// The rules whose pattern ends here, in the order of the table.
    var here: [Rule] { rules }
    var isLeaf: Bool { children.isEmpty }

    init(_ rows: [(pattern: String, rule: Rule)] = []) {
        for row in rows { insert(row.rule, row.pattern.split(separator: ".")[...]) }
    }

    /// What is left of the table below a key; nil where no pattern goes there.
    func below(_ key: String) -> PathTable? { children[key] ?? children["*"] }

    private mutating func insert(_ rule: Rule, _ pattern: ArraySlice<Substring>) {
        guard let first = pattern.first else { return rules.append(rule) }
        children[String(first), default: PathTable()].insert(rule, pattern.dropFirst())
    }
}

extension PathTable {
    /// A table whose rows for keys of a service count for the steps of its `pre_start` as well, where they have the key.
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

    /// Walks a tree and lets `apply` change every node that a pattern fits: the outer ones before the inner ones.
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
