import OrderedCollections
import YAMLTree

/// Adds the keys that `docker compose config --format json` always writes, even if they are empty.
///
/// Source: compose-go's `types`: fields whose JSON tag has no `omitempty`, and structures that are not pointers.
enum JSONForm {
    private static let table = PathTable<@Sendable (inout Node) -> Void>([
        ("services.*", { $0.add(["command", "entrypoint"], as: { .null(at: $0) }) }),
        ("services.*.pre_start.*", { $0.add(["command", "entrypoint"], as: { .null(at: $0) }) }),
        ("services.*.deploy", { $0.add(["resources", "placement"], as: { .map(Mapping(), at: $0) }) }),
        ("services.*.post_start.*", { $0.add(["command"], as: { .null(at: $0) }) }),
        ("services.*.pre_stop.*", { $0.add(["command"], as: { .null(at: $0) }) }),
        ("services.*.develop.watch.*", { $0.add(["exec"], as: { .map(Mapping(), at: $0) }) }),
        ("services.*.develop.watch.*.exec", { $0.add(["command"], as: { .null(at: $0) }) }),
        ("networks.*", { $0.add(["ipam"], as: { .map(Mapping(), at: $0) }) }),
    ])

    static func run(_ root: Node) -> Node { table.walk(root) { rule, node, _ in rule(&node) } }
}

extension Node {
    fileprivate mutating func add(_ keys: [String], as value: (Node) -> Node) {
        for key in keys { setDefault(key, value(self)) }
    }
}
