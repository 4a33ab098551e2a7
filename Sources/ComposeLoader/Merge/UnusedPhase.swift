import OrderedCollections
import YAMLTree

/// Phase: leaves away networks, volumes, secrets and configs that no active service uses. Nobody makes them.
///
/// Source: compose-go's `WithoutUnnecessaryResources`, which docker compose applies to every project.
enum UnusedPhase {
    static func run(_ root: Node) -> Node {
        guard var mapping = root.mapping else { return root }
        var used: [String: Set<String>] = [:]
        for entry in (mapping["services"]?.value.mapping?.entries ?? [:]).values {
            let service = entry.value
            for network in (service["networks"]?.mapping?.entries ?? [:]).keys {
                used["networks", default: []].insert(network)
            }
            for mount in service["volumes"]?.items ?? [] where mount["type"]?.string == "volume" {
                if let source = mount["source"]?.string { used["volumes", default: []].insert(source) }
            }
            let mounts: [(String, Node?)] = [
                ("secrets", service["secrets"]), ("secrets", service["build"]?["secrets"]),
                ("configs", service["configs"]),
            ]
            for (collection, list) in mounts {
                for mount in list?.items ?? [] {
                    if let source = mount["source"]?.string { used[collection, default: []].insert(source) }
                }
            }
            if let config = service["credential_spec"]?["config"]?.string {
                used["configs", default: []].insert(config)
            }
        }
        for collection in ["networks", "volumes", "secrets", "configs"] {
            guard let node = mapping[collection]?.value, var entries = node.mapping else { continue }
            let names = used[collection] ?? []
            for name in entries.entries.keys where !names.contains(name) { entries.entries.removeValue(forKey: name) }
            mapping[collection]?.value = .map(entries, at: node)
        }
        return .map(mapping, at: root)
    }
}
