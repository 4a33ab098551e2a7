import OrderedCollections
import YAMLTree

/// Phase: adds the dependencies implied by links, shared namespaces and `volumes_from`. Explicit dependencies take
/// precedence.
///
/// Source: compose-go's normalization; Compose Specification, services, `links` and `volumes_from`.
enum ImpliedPhase {
    private static let namespaces = ["network_mode", "ipc", "pid", "uts", "cgroup"]

    static func run(_ root: Node) -> Node {
        guard var mapping = root.mapping, let services = mapping["services"]?.value, var entries = services.mapping
        else { return root }
        for (name, entry) in entries.entries { entries[name]?.value = withDependencies(entry.value) }
        mapping["services"]?.value = .map(entries, at: services)
        return .map(mapping, at: root)
    }

    private static func withDependencies(_ service: Node) -> Node {
        guard var mapping = service.mapping else { return service }
        var dependencies = service["depends_on"]?.mapping ?? Mapping()
        let count = dependencies.entries.count
        for link in service["links"]?.items ?? [] {
            guard let text = link.string, let name = text.split(separator: ":").first else { continue }
            add(String(name), at: link, restarts: true, to: &dependencies)
        }
        for key in namespaces {
            guard let node = service[key], let text = node.string, text.hasPrefix("service:") else { continue }
            add(String(text.dropFirst("service:".count)), at: node, restarts: true, to: &dependencies)
        }
        for item in service["volumes_from"]?.items ?? [] {
            guard let text = item.string, !text.hasPrefix("container:"), let name = text.split(separator: ":").first
            else { continue }
            add(String(name), at: item, restarts: false, to: &dependencies)
        }
        guard dependencies.entries.count > count else { return service }
        if let own = mapping["depends_on"], !own.value.isNull {
            mapping["depends_on"]?.value = .map(dependencies, at: own.value)
        } else {
            mapping.set("depends_on", .map(dependencies, at: service))
        }
        return .map(mapping, at: service)
    }

    private static func add(_ name: String, at node: Node, restarts: Bool, to dependencies: inout Mapping) {
        guard dependencies[name] == nil else { return }
        var settings = Mapping([("condition", .text("service_started", at: node))])
        if restarts { settings.set("restart", .plain("true", at: node)) }
        settings.set("required", .plain("true", at: node))
        dependencies.set(name, .map(settings, at: node))
    }
}
