import OrderedCollections
import YAMLTree

/// Phase: completes the steps of `pre_start` with the values of their service. A step runs in a container like the
/// service's, except for what it overrides.
///
/// Mounts are not copied, because a step always has those of the service. Networks are added at the end by
/// ``networks(of:under:)``, once the default one is known. Source: compose-spec.json, `pre_start_hook`.
struct StepPhase {
    private static let ownKeys: Set<String> = ["volumes", "networks"]
    private static let table = MergePhase.table.below("services")?.below("*")

    let merger: MergePhase
    /// The project's variables.
    let variables: [String: String]

    func run(_ root: Node) -> Node {
        guard var mapping = root.mapping, let services = mapping["services"]?.value, var entries = services.mapping
        else { return root }
        for (name, entry) in entries.entries {
            guard var service = entry.value.mapping, let steps = service["pre_start"]?.value, let items = steps.items
            else { continue }
            let base = base(of: service, at: entry.value)
            service["pre_start"]?.value = .list(items.map { completed($0, by: base) }, at: steps)
            entries[name]?.value = .map(service, at: entry.value)
        }
        mapping["services"]?.value = .map(entries, at: services)
        return .map(mapping, at: root)
    }

    /// Returns a step with its networks merged over those of its service.
    func networks(of step: Node, under service: Node) -> Node {
        guard var mapping = step.mapping, let inherited = service["networks"] else { return step }
        if let own = mapping["networks"]?.value, !own.isNull {
            mapping["networks"]?.value = merger.merge(inherited, own, Self.table?.below("networks"))
        } else {
            mapping.set("networks", inherited)
        }
        return .map(mapping, at: step)
    }

    private func base(of service: Mapping, at node: Node) -> Node {
        var result = Mapping()
        for (key, entry) in service.entries where Shape.stepKeys.contains(key) && !Self.ownKeys.contains(key) {
            if !entry.value.isNull { result[key] = entry }
        }
        if let environment = result["environment"]?.value, var entries = environment.mapping {
            for (key, entry) in entries.entries where entry.value.isNull {
                if let value = variables[key] { entries[key]?.value = .text(value, at: entry.value) }
            }
            result["environment"]?.value = .map(entries, at: environment)
        }
        return .map(result, at: node)
    }

    private func completed(_ step: Node, by base: Node) -> Node {
        guard let mapping = step.mapping ?? (step.isNull ? Mapping() : nil) else { return step }
        var own = Mapping()
        for (key, entry) in mapping.entries where !entry.value.isNull { own[key] = entry }
        var result = merger.merge(base, .map(own, at: step), Self.table)
        result.location = step.location
        result.length = step.length
        return result
    }
}
