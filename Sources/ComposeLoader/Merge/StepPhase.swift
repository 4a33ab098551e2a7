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
        root.mapServices { _, service in
            guard let steps = service["pre_start"]?.items else { return service }
            let base = base(of: service)
            var result = service
            result["pre_start"]?.items = steps.map { completed($0, by: base) }
            return result
        }
    }

    /// Returns a step with its networks merged over those of its service.
    func networks(of step: Node, under service: Node) -> Node {
        guard let inherited = service["networks"] else { return step }
        var result = step
        result["networks"] =
            step["networks"].map { merger.merge(inherited, $0, Self.table?.below("networks")) } ?? inherited
        return result
    }

    private func base(of service: Node) -> Node {
        var result = service
        result.mapping?.entries.removeAll { key, entry in
            !Shape.stepKeys.contains(key) || Self.ownKeys.contains(key) || entry.value.isNull
        }
        result["environment"] = service["environment"]?.withValues(from: variables)
        return result
    }

    private func completed(_ step: Node, by base: Node) -> Node {
        guard let mapping = step.mapping ?? (step.isNull ? Mapping() : nil) else { return step }
        var own = Node.map(mapping, at: step)
        own.mapping?.entries.removeAll { $1.value.isNull }
        var result = merger.merge(base, own, Self.table)
        result.location = step.location
        result.length = step.length
        return result
    }
}
