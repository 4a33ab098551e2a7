import OrderedCollections
import YAMLTree

/// Phase: removes networks, volumes, secrets, configs and models that no active service uses, so that they are not
/// created.
///
/// Source: compose-go's `WithoutUnnecessaryResources`, which docker compose applies to every project.
enum UnusedPhase {
    static func run(_ root: Node) -> Node {
        var result = root
        var used: [String: Set<String>] = [:]
        for entry in (root["services"]?.mapping?.entries ?? [:]).values {
            for user in [entry.value] + (entry.value["pre_start"]?.items ?? []) { note(user, in: &used) }
        }
        for collection in ["networks", "volumes", "secrets", "configs", "models"] {
            let names = used[collection] ?? []
            result[collection]?.mapping?.entries.removeAll { !names.contains($0.key) }
        }
        return result
    }

    /// Records the resources that a service or a step refers to.
    private static func note(_ user: Node, in used: inout [String: Set<String>]) {
        for collection in ["networks", "models"] {
            used[collection, default: []].formUnion(user[collection]?.mapping?.entries.keys ?? [])
        }
        for mount in user["volumes"]?.items ?? [] where mount["type"]?.string == "volume" {
            if let source = mount["source"]?.string { used["volumes", default: []].insert(source) }
        }
        let mounts: [(String, Node?)] = [
            ("secrets", user["secrets"]), ("secrets", user["build"]?["secrets"]), ("configs", user["configs"]),
        ]
        for (collection, list) in mounts {
            for mount in list?.items ?? [] {
                if let source = mount["source"]?.string { used[collection, default: []].insert(source) }
            }
        }
        if let config = user["credential_spec"]?["config"]?.string { used["configs", default: []].insert(config) }
    }
}
