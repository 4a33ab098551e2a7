import ComposeModel
import OrderedCollections
import Runtime

/// The command-line arguments for a provider program. Pure.
struct ProviderCall {
    var project: String
    var service: Service
    var provider: Provider
    /// nil if the program offers no metadata; it then receives every option.
    var metadata: ProviderMetadata?

    /// Returns the arguments for a verb. Throws ``RuntimeError`` if an option is missing that the metadata declares as
    /// required.
    func arguments(_ verb: ProviderVerb) throws(RuntimeError) -> [String] {
        let parameters = metadata.map { $0.command(verb)?.parameters ?? [] }
        for parameter in parameters ?? [] where parameter.required == true {
            guard provider.options[parameter.name] == nil else { continue }
            throw RuntimeError(
                .refused,
                "its provider '\(provider.type)' requires the option '\(parameter.name)'",
                remedy: "add it under provider: {options: {\(parameter.name): …}}"
            )
        }
        let options = provider.options.flatMap { name, values -> [String] in
            guard parameters?.contains(where: { $0.name == name }) ?? true else { return [] }
            return values.map { "--\(name)=\($0)" }
        }
        return ["compose", "--project-name=\(project)", verb.rawValue] + options + [service.name]
    }
}
