import OrderedCollections
import YAMLTree

extension Node {
    /// Returns the file with every service changed by a function of its name and definition.
    func mapServices(_ change: (String, Node) -> Node) -> Node {
        guard var services = self["services"]?.mapping else { return self }
        for (name, entry) in services.entries { services[name]?.value = change(name, entry.value) }
        var result = self
        result["services"]?.mapping = services
        return result
    }

    /// A dependency for which nothing but the service is given. Source: Compose Specification, services, `depends_on`.
    static func dependency(at node: Node) -> Node {
        .map(
            Mapping([("condition", .text("service_started", at: node)), ("required", .plain("true", at: node))]),
            at: node
        )
    }

    /// Returns a mapping of variables in which those without a value have the given one, if there is one.
    func withValues(from variables: [String: String]) -> Node {
        var entries = mapping ?? Mapping()
        for (key, entry) in entries.entries where entry.value.isNull {
            if let value = variables[key] { entries[key]?.value = .text(value, at: entry.value) }
        }
        var result = self
        result.mapping = entries
        return result
    }
}
