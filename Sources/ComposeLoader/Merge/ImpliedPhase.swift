import OrderedCollections
import YAMLTree

/// Phase: adds the dependencies implied by links, shared namespaces and `volumes_from`. Explicit dependencies take
/// precedence.
///
/// Source: compose-go's normalization; Compose Specification, services, `links` and `volumes_from`.
enum ImpliedPhase {
    private static let namespaces = ["network_mode", "ipc", "pid", "uts", "cgroup"]

    static func run(_ root: Node) -> Node { root.mapServices { withDependencies($1) } }

    private static func withDependencies(_ service: Node) -> Node {
        var dependencies = service["depends_on"] ?? Node.map(Mapping(), at: service)
        let count = dependencies.mapping?.entries.count ?? 0
        for link in service["links"]?.items ?? [] {
            guard let text = link.string else { continue }
            add(String(text.prefix { $0 != ":" }), at: link, restarts: true, to: &dependencies)
        }
        for key in namespaces {
            guard let node = service[key], let text = node.string, text.hasPrefix("service:") else { continue }
            add(String(text.dropFirst("service:".count)), at: node, restarts: true, to: &dependencies)
        }
        for item in service["volumes_from"]?.items ?? [] {
            guard let text = item.string, !text.hasPrefix("container:") else { continue }
            add(String(text.prefix { $0 != ":" }), at: item, restarts: false, to: &dependencies)
        }
        guard dependencies.mapping?.entries.count ?? 0 > count else { return service }
        var result = service
        result["depends_on"] = dependencies
        return result
    }

    private static func add(_ name: String, at node: Node, restarts: Bool, to dependencies: inout Node) {
        guard dependencies.mapping?[name] == nil else { return }
        var settings = Node.dependency(at: node)
        if restarts { settings["restart"] = .plain("true", at: node) }
        dependencies[name] = settings
    }
}
