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
        let defaulted = Self.defaults.walk(.map(result, at: root)) { rule, node, _ in rule(&node, base) }
        var project = defaulted.mapServices { finish($1, &usesDefault) }
        project["services"]?.mapping?.entries.removeAll { !selection.isActive($0.key) }
        if usesDefault {
            project.setDefault("networks", Node.map(Mapping(), at: root))
            project["networks"]?.setDefault("default", Node.map(Mapping(), at: root))
        }
        return project
    }

    private func finish(_ service: Node, _ usesDefault: inout Bool) -> Node {
        var result = Mapping()
        for (key, entry) in service.mapping?.entries ?? [:] {
            // A null command means the image's own.
            if !entry.value.isNull { result[key] = entry }
        }
        if let policy = result["pull_policy"]?.value, policy.string == "if_not_present" {
            result["pull_policy"]?.value = .text("missing", at: policy)
        }
        let networks = result["networks"]?.value.mapping?.entries.keys
        // What a provider runs is not attached to the project's networks.
        if networks?.isEmpty ?? true, result["network_mode"] == nil, result["provider"] == nil {
            result.set("networks", .map(Mapping([("default", Node.null(at: service))]), at: service))
            usesDefault = true
        } else if networks?.contains("default") == true {
            usesDefault = true
        }
        let node = Node.map(result, at: service)
        var finished = node
        finished["pre_start"]?.items = node["pre_start"]?.items?.map { steps.networks(of: $0, under: node) }
        return finished
    }

    // MARK: Defaults

    /// The default values of a service. They are applied after the merge, because a default in a later file must not
    /// override a value of an earlier one.
    private static let defaults = PathTable<@Sendable (inout Node, String) -> Void>.withSteps([
        ("services.*.build", { node, base in node.setDefault("context", .text(base, at: node)) }),
        (
            "services.*.build",
            { node, _ in if node["dockerfile_inline"] == nil { node.setDefault("dockerfile", "Dockerfile") } }
        ),
        ("services.*.depends_on.*", { node, _ in node.setDefault("required", Node.dependency(at: node)["required"]) }),
        (
            "services.*.secrets.*",
            { node, _ in node.setDefault("target", "/run/secrets/\(node["source"]?.string ?? "")") }
        ),
        ("services.*.ulimits.*", { node, _ in node.setDefaultLimits() }),
        ("services.*.build.ulimits.*", { node, _ in node.setDefaultLimits() }),
        // Not before the merge, which would append to lists but replaces single values.
        ("services.*.provider.options.*", { node, _ in if node.string != nil { node = .list([node], at: node) } }),
        ("services.*.gpus.*", { node, _ in node.setDefaultCount() }),
        ("services.*.deploy.resources.reservations.devices.*", { node, _ in node.setDefaultCount() }),
    ])
}

extension Node {
    mutating func setDefault(_ key: String, _ value: String) { setDefault(key, .text(value, at: self)) }

    /// Sets a key of a mapping if it is missing or null.
    mutating func setDefault(_ key: String, _ value: Node?) {
        if let value, self[key] == nil { mapping?.set(key, value) }
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
