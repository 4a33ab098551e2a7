package import ComposeModel
package import Diagnostics
package import OrderedCollections
import YAMLTree

/// The result of a load: the typed project, the warnings and the resolved file.
package struct LoadedProject: Sendable {
    package var project: Project
    /// The warnings, in reading order.
    package var warnings: [Diagnostic]
    /// The source of each variable: those of env files first, in file order.
    package var variableSources: OrderedDictionary<String, VariableSource>
    /// The merged tree in canonical form, with all valid keys, including those without a property in the typed project.
    var tree: Node

    /// Returns the resolved project as a Compose file, in long form and file order. Loading it returns the same
    /// project.
    package func yaml() -> String { YAMLWriter.text(of: composeForm) }

    /// Returns the resolved project as `docker compose config --format json` writes it: with sorted keys and with
    /// doubled dollar signs, so that it can be loaded again.
    package func json() -> String { JSONWriter.text(of: JSONForm.run(composeForm)) }

    /// Returns the project reduced to some services, their transitive dependencies and the resources that these use.
    ///
    /// - Parameter services: The names of active services. Other names are ignored.
    package func only(_ services: [String]) -> LoadedProject {
        var kept: Set<String> = []
        var rest = services
        while let name = rest.popLast() {
            guard let service = project.services[name], kept.insert(name).inserted else { continue }
            rest += service.dependencies.map(\.service)
        }
        var result = self
        result.project.services = project.services.filter { kept.contains($0.key) }
        result.tree["services"]?.mapping?.entries.removeAll { !kept.contains($0.key) }
        result.tree = UnusedPhase.run(result.tree)
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
