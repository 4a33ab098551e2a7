import OrderedCollections
import YAMLTree

/// Phase: removes duplicates from lists whose items have a key. The last item of each key is kept, in the first one's
/// position.
///
/// Source: Compose Specification, Merge, Unique resources; compose-go's `override/uncity.go` for the other lists.
struct UniquePhase {
    typealias Rule = @Sendable (Node) -> String?

    private static let table = PathTable<Rule>.withSteps([
        ("services.*.ports", { port($0) }),
        ("services.*.volumes", { $0["target"]?.string }),
        ("services.*.secrets", { mount($0, below: "/run/secrets/") }),
        ("services.*.configs", { mount($0, below: "/") }),
        ("services.*.build.secrets", { mount($0, below: "/run/secrets/") }),
        ("services.*.env_file", { $0["path"]?.string }),
        ("services.*.expose", { $0.string }),
        ("services.*.profiles", { $0.string }),
        ("services.*.tmpfs", { $0.string }),
        ("services.*.networks.*.aliases", { $0.string }),
        ("services.*.networks.*.link_local_ips", { $0.string }),
        ("services.*.extra_hosts.*", { $0.string }),
        ("services.*.dns", { $0.string }),
        ("services.*.dns_opt", { $0.string }),
        ("services.*.dns_search", { $0.string }),
        ("services.*.cap_add", { $0.string }),
        ("services.*.cap_drop", { $0.string }),
        ("services.*.links", { $0.string }),
        ("services.*.build.tags", { $0.string }),
        ("services.*.devices", { $0["target"]?.string ?? $0.string }),
    ])

    static func run(_ root: Node) -> Node {
        table.walk(root) { key, node, _ in
            guard let items = node.items else { return }
            var kept: [Node] = []
            var places: [String: Int] = [:]
            for item in items {
                guard let key = key(item) else {
                    kept.append(item)
                    continue
                }
                if let place = places[key] {
                    kept[place] = item
                } else {
                    places[key] = kept.count
                    kept.append(item)
                }
            }
            if kept.count < items.count { node = .list(kept, at: node) }
        }
    }

    private static func port(_ node: Node) -> String? {
        guard node.mapping != nil else { return nil }
        let address = node["host_ip"]?.string ?? "0.0.0.0"
        return ([address] + ["published", "target", "protocol"].map { node[$0]?.string ?? "" }).joined(separator: "|")
    }

    private static func mount(_ node: Node, below directory: String) -> String? {
        guard node.mapping != nil else { return nil }
        if let target = node["target"]?.string { return PathText.join(directory, target) }
        return node["source"]?.string.map { directory + $0 }
    }
}
