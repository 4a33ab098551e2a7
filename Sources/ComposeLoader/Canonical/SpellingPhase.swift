import OrderedCollections
import YAMLTree

/// Phase: renames keys for which Compose accepts or prints another spelling. If both spellings are given, the values
/// are merged, and the current spelling takes precedence.
///
/// Source: compose-go's `types`, whose structures for `blkio_config` have no JSON names; docker compose's `watch`,
/// which introduced `x-develop` and `x-initialSync`.
struct SpellingPhase {
    private static let table = PathTable<[String: String]>([
        ("services.*", ["x-develop": "develop"]),
        ("services.*.develop.watch.*", ["x-initialSync": "initial_sync"]),
        ("services.*.blkio_config.*.*", ["Path": "path", "Rate": "rate", "Weight": "weight"]),
    ])

    let merger: MergePhase

    func run(_ root: Node) -> Node {
        Self.table.walk(root) { names, node, _ in
            guard let mapping = node.mapping, !names.keys.allSatisfy({ mapping[$0] == nil }) else { return }
            var result = Mapping()
            for (key, var entry) in mapping.entries {
                let name = names[key] ?? key
                if let known = result[name]?.value {
                    let (old, current) = name == key ? (known, entry.value) : (entry.value, known)
                    entry.value = merger.merge(old, current, nil)
                }
                result[name] = entry
            }
            node.mapping = result
        }
    }
}
