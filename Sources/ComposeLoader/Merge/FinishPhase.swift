import OrderedCollections
import YAMLTree

/// Phase: the last touches that make the merged tree the resolved project: its name, only active services, the default
/// network where services use it, nothing that has no value.
///
/// Source: compose-go's normalization.
struct FinishPhase {
    let name: String
    let selection: ServiceSelection

    func run(_ root: Node) -> Node {
        var result = Mapping([("name", Node.text(name, at: root))])
        for (key, entry) in root.mapping?.entries ?? [:] where !["name", "version", "include"].contains(key) {
            if !entry.value.isNull { result[key] = entry }
        }
        var usesDefault = false
        if var services = result["services"]?.value.mapping, let node = result["services"]?.value {
            for (name, entry) in services.entries {
                services[name]?.value = finish(entry.value, &usesDefault)
                if !selection.isActive(name) { services.entries.removeValue(forKey: name) }
            }
            result["services"]?.value = .map(services, at: node)
        }
        if usesDefault {
            var networks = result["networks"]?.value.mapping ?? Mapping()
            if networks["default"] == nil { networks.set("default", .map(Mapping(), at: root)) }
            let place = result["networks"]?.value ?? root
            result.set("networks", .map(networks, at: place))
        }
        return .map(result, at: root)
    }

    private func finish(_ service: Node, _ usesDefault: inout Bool) -> Node {
        var result = Mapping()
        for (key, entry) in service.mapping?.entries ?? [:] {
            // A command without a value is the image's own.
            if !entry.value.isNull { result[key] = entry }
        }
        let networks = result["networks"]?.value.mapping?.entries.keys
        if networks?.isEmpty ?? true, result["network_mode"] == nil {
            result.set("networks", .map(Mapping([("default", Node.null(at: service))]), at: service))
            usesDefault = true
        } else if networks?.contains("default") == true {
            usesDefault = true
        }
        return .map(result, at: service)
    }
}
