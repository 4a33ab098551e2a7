import OrderedCollections
import YAMLTree

/// Phase: renames keys for which Compose accepts or prints another spelling.
///
/// Source: compose-go's `types`, whose structures for `blkio_config` have no JSON names, and docker compose's `watch`,
/// which introduced `x-initialSync`.
enum SpellingPhase {
    private static let table = PathTable<[String: String]>([
        ("services.*.develop.watch.*", ["x-initialSync": "initial_sync"]),
        ("services.*.blkio_config.*.*", ["Path": "path", "Rate": "rate", "Weight": "weight"]),
    ])

    static func run(_ root: Node) -> Node {
        table.walk(root) { names, node, _ in
            guard let mapping = node.mapping, !names.keys.allSatisfy({ mapping[$0] == nil }) else { return }
            var result = Mapping()
            for (key, entry) in mapping.entries {
                let name = names[key] ?? key
                if name == key || mapping[name] == nil { result[name] = entry }
            }
            node = .map(result, at: node)
        }
    }
}
