import ComposeModel
import OrderedCollections
import YAMLTree

// Decodes replicas, the restart policy, hooks, steps, watch rules and providers.
extension ServiceDecoder {
    func replicas() -> Int {
        let count = node["scale"]?.integer ?? node["deploy"]?["replicas"]?.integer
        return count.flatMap { Int(exactly: $0) } ?? 1
    }

    /// Returns `deploy.restart_policy` as the engine supports it: retries are limited only for `on-failure`.
    func deployedRestart() -> RestartPolicy? {
        guard let policy = node["deploy"]?["restart_policy"] else { return nil }
        switch policy["condition"]?.string {
        case "none": return .no
        case "on-failure":
            let attempts = policy["max_attempts"]?.integer.flatMap { Int(exactly: $0) }
            return .onFailure(maxRetries: attempts == 0 ? nil : attempts)
        default: return .always
        }
    }

    func hook(_ node: Node) -> LifecycleHook {
        var hook = LifecycleHook(command: node["command"]?.strings ?? [])
        hook.user = node["user"]?.string
        hook.isPrivileged = node["privileged"]?.bool ?? false
        hook.workingDirectory = node["working_dir"]?.string
        hook.environment = node["environment"]?.optionalTexts ?? [:]
        return hook
    }

    /// Decodes a step. Its node already contains everything that it inherits from the service, except mounts.
    func preStartStep(_ index: Int, _ step: Node) -> PreStartStep {
        var mapping = step.mapping ?? Mapping()
        let own = step["volumes"]?.items ?? []
        let targets = Set(own.compactMap { $0["target"]?.string })
        let shared = node["volumes"]?.items?.filter { !targets.contains($0["target"]?.string ?? "") } ?? []
        mapping.set("volumes", .list(shared + own, at: step))
        if stepEnvironments.indices.contains(index) {
            mapping.set("environment", .map(stepEnvironments[index], at: step))
        }
        // A step with its own image is not built.
        if step["image"]?.string == node["image"]?.string, let build = node["build"] { mapping.set("build", build) }
        if let settings = node["x-cpadev"] { mapping.set("x-cpadev", settings) }
        var entry = entry
        entry.value = .map(mapping, at: step)
        var ports = PortChooser(services: nil)
        return PreStartStep(
            definition: ServiceDecoder(name: name, entry: entry, services: nil).service(choosing: &ports),
            runsPerReplica: step["per_replica"]?.bool ?? false
        )
    }

    func watchRule(_ node: Node) -> WatchRule? {
        guard let action = node["action"]?.string.flatMap(WatchRule.Action.init), let path = node["path"]?.string else {
            return nil
        }
        var rule = WatchRule(action: action, path: path, target: node["target"]?.string)
        rule.ignore = node["ignore"]?.strings ?? []
        rule.include = node["include"]?.strings ?? []
        rule.syncsAtStart = node["initial_sync"]?.bool ?? false
        rule.exec = node["exec"].map(hook)
        return rule
    }

    func provider(_ node: Node) -> Provider? {
        guard let type = node["type"]?.string else { return nil }
        return Provider(type: type, options: node["options"]?.lists ?? [:])
    }
}
