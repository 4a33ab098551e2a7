import OrderedCollections
import YAMLTree

/// Phase: turns the merged tree into the resolved project: sets the name, removes inactive services and null values,
/// adds `services` if there are none and the default network if services use it, and applies defaults.
///
/// Source: compose-go's normalization.
struct FinishPhase {
    let name: String
    /// The absolute project directory.
    let base: String
    let selection: ServiceSelection
    let steps: StepPhase

    func run(_ root: Node) -> Node {
        var result = Mapping([("name", Node.text(name, at: root))])
        for (key, entry) in root.mapping?.entries ?? [:] where !["name", "version", "include"].contains(key) {
            // An extension is any value, so null is one.
            if !entry.value.isNull || key.hasPrefix("x-") { result[key] = entry }
        }
        if result["services"] == nil { result.set("services", .map(Mapping(), at: root)) }
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
            // A null command means the image's own.
            if !entry.value.isNull { result[key] = entry }
        }
        result = Self.defaults.walk(.map(result, at: service)) { rule, node, _ in rule(&node, base) }.mapping ?? result
        let networks = result["networks"]?.value.mapping?.entries.keys
        if result["provider"] != nil {
            // What a provider runs is not attached to the project's networks.
            if networks?.contains("default") == true { usesDefault = true }
        } else if networks?.isEmpty ?? true, result["network_mode"] == nil {
            result.set("networks", .map(Mapping([("default", Node.null(at: service))]), at: service))
            usesDefault = true
        } else if networks?.contains("default") == true {
            usesDefault = true
        }
        let node = Node.map(result, at: service)
        if let list = result["pre_start"]?.value, let items = list.items {
            result["pre_start"]?.value = .list(items.map { steps.networks(of: $0, under: node) }, at: list)
        }
        return .map(result, at: service)
    }

    // MARK: Defaults

    /// The default values of a service. They are applied after the merge, because a default in a later file must not
    /// override a value of an earlier one.
    private static let defaults = PathTable<@Sendable (inout Node, String) -> Void>([
        ("build", { node, base in node.setDefault("context", .text(base, at: node)) }),
        ("build", { node, _ in if node["dockerfile_inline"] == nil { node.setDefault("dockerfile", "Dockerfile") } }),
        ("depends_on.*", { node, _ in node.setDefault("condition", "service_started") }),
        ("depends_on.*", { node, _ in node.setDefault("required", .plain("true", at: node)) }),
        ("secrets.*", { node, _ in node.setDefault("target", "/run/secrets/\(node["source"]?.string ?? "")") }),
        ("ulimits.*", { node, _ in node.setDefaultLimits() }),
        ("build.ulimits.*", { node, _ in node.setDefaultLimits() }),
        (
            "pre_start.*.secrets.*",
            { node, _ in node.setDefault("target", "/run/secrets/\(node["source"]?.string ?? "")") }
        ),
        ("pre_start.*.ulimits.*", { node, _ in node.setDefaultLimits() }),
        ("pre_start.*.gpus.*", { node, _ in node.setDefaultCount() }),
        // Not before the merge, which would append to lists but replaces single values.
        ("provider.options.*", { node, _ in if node.string != nil { node = .list([node], at: node) } }),
        ("gpus.*", { node, _ in node.setDefaultCount() }),
        ("deploy.resources.reservations.devices.*", { node, _ in node.setDefaultCount() }),
        ("pull_policy", { node, _ in if node.string == "if_not_present" { node = .text("missing", at: node) } }),
    ])
}

extension Node {
    fileprivate mutating func setDefault(_ key: String, _ value: String) { setDefault(key, .text(value, at: self)) }

    fileprivate mutating func setDefault(_ key: String, _ value: Node) {
        guard var mapping, self[key] == nil else { return }
        mapping.set(key, value)
        self = .map(mapping, at: self)
    }

    /// Sets omitted limits to 0.
    fileprivate mutating func setDefaultLimits() {
        for key in ["soft", "hard"] { setDefault(key, .plain("0", at: self)) }
    }

    /// Requests all devices if neither a count nor ids are given.
    fileprivate mutating func setDefaultCount() {
        if self["device_ids"] == nil { setDefault("count", .plain("-1", at: self)) }
    }
}
