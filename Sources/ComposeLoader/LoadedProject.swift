package import ComposeModel
package import Diagnostics
package import OrderedCollections
import YAMLTree

/// What a load gives: the typed project, the warnings, and the resolved file as text.
package struct LoadedProject: Sendable {
    /// The typed project.
    package var project: Project
    /// What is suspicious or without effect, in reading order.
    package var warnings: [Diagnostic]
    /// Where each of the project's variables has its value from: those of env files first, in their order.
    package var variableSources: OrderedDictionary<String, VariableSource>
    /// The merged tree in canonical form, with all legal keys, also those that the typed project does not have.
    var tree: Node

    /// The resolved project as a Compose file, in long form and the files' order. Loading it gives the same project.
    package func yaml() -> String { YAMLWriter.text(of: composeForm) }

    /// The resolved project as docker compose writes it in JSON: with sorted keys, and a dollar sign as two, so that it
    /// can be loaded again.
    package func json() -> String { JSONWriter.text(of: JSONForm.run(composeForm)) }

    /// The project with some of its services, those that they depend on, and what these use.
    ///
    /// - Parameter services: names of active services; others count for nothing.
    package func only(_ services: [String]) -> LoadedProject {
        var kept: Set<String> = []
        var rest = services
        while let name = rest.popLast() {
            guard let service = project.services[name], kept.insert(name).inserted else { continue }
            rest += service.dependencies.map(\.service)
        }
        var result = self
        result.project.services = project.services.filter { kept.contains($0.key) }
        guard var mapping = tree.mapping, let node = mapping["services"]?.value, var entries = node.mapping else {
            return result
        }
        entries.entries = entries.entries.filter { kept.contains($0.key) }
        mapping["services"]?.value = .map(entries, at: node)
        result.tree = UnusedPhase.run(.map(mapping, at: tree))
        func retained<Value>(
            _ values: OrderedDictionary<String, Value>,
            _ collection: String
        ) -> OrderedDictionary<String, Value> {
            values.filter { result.tree[collection]?.mapping?[$0.key] != nil }
        }
        result.project.networks = retained(project.networks, "networks")
        result.project.volumes = retained(project.volumes, "volumes")
        result.project.secrets = retained(project.secrets, "secrets")
        result.project.configs = retained(project.configs, "configs")
        return result
    }

    private var composeForm: Node { ComposeForm(name: project.name).run(tree) }
}
