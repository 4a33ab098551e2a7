import Diagnostics
import OrderedCollections
import YAMLTree

/// Phase: merges each active service's `env_file` into its `environment`; `environment` takes precedence.
///
/// A key without a value takes the project variable's value, if there is one. A variable used in an env file is looked
/// up in the project's variables, then in `environment`, then in the preceding lines and files. Source: Compose
/// Specification, services, `env_file` and `environment`; compose-go's `WithServicesEnvironmentResolved`.
struct ServiceEnvironmentPhase {
    /// The largest number of env file reads in one load.
    private static let fileLimit = 1000
    /// The largest number of variables that all services together can get from env files.
    private static let variableLimit = 200_000

    let files: any FileAccess
    let log: ProblemLog
    let variables: [String: String]
    /// Returns the name of a path in diagnostics.
    let display: (String) -> String
    /// The resolved environments of the `pre_start` steps, by service, after the phase has run. The steps' own
    /// `env_file` and `environment` stay unchanged in the tree, as Compose prints them.
    private(set) var ofSteps: [String: [Mapping]] = [:]
    private var fileCount = 0
    private var variableCount = 0
    private var cache: [String: OrderedDictionary<String, String>] = [:]

    init(files: any FileAccess, log: ProblemLog, variables: [String: String], display: @escaping (String) -> String) {
        self.files = files
        self.log = log
        self.variables = variables
        self.display = display
    }

    mutating func run(_ root: Node, _ selection: ServiceSelection) -> Node {
        root.mapServices { name, service in
            guard selection.isActive(name) else { return service }
            let steps = service["pre_start"]?.items ?? []
            ofSteps[name] = steps.map { resolve($0)["environment"]?.mapping ?? Mapping() }
            return resolve(service)
        }
    }

    private mutating func resolve(_ service: Node) -> Node {
        let own = service["environment"]?.withValues(from: variables).mapping ?? Mapping()
        var environment = Mapping()
        var known: [String: String] = [:]
        for file in service["env_file"]?.items ?? [] {
            guard let path = file["path"], let text = path.string else { continue }
            let variables = read(file, path, text, own: own, known)
            guard hasRoom(for: variables.count, at: path) else { continue }
            for (key, value) in variables {
                known[key] = value
                environment.set(key, .text(value, at: path))
            }
        }
        for (key, entry) in own.entries { environment[key] = entry }
        var result = service
        result["env_file"] = nil
        // Arguments that are not set are dropped.
        if let arguments = service["build"]?["args"]?.withValues(from: variables) {
            result["build"]?["args"] = arguments
            result["build"]?["args"]?.mapping?.entries.removeAll { $1.value.isNull }
        }
        result["environment"] =
            environment.entries.isEmpty ? nil : Node.map(environment, at: service["environment"] ?? service)
        return result
    }

    private mutating func hasRoom(for count: Int, at path: Node) -> Bool {
        variableCount += count
        if variableCount <= Self.variableLimit { return true }
        let message = "env files set more than \(Self.variableLimit) variables for the services"
        log.report("too-many-nodes", message, at: path)
        return false
    }

    /// Whether a file's values depend on the service that names it.
    private final class Usage {
        var isOfService = false
    }

    private mutating func read(
        _ file: Node,
        _ path: Node,
        _ text: String,
        own: Mapping,
        _ known: [String: String]
    ) -> OrderedDictionary<String, String> {
        let format: EnvFileReader.Format = file["format"]?.string == "raw" ? .raw : .compose
        let cacheKey = "\(format)|\(file["required"]?.bool ?? true)|\(text)"
        if let result = cache[cacheKey] { return result }
        fileCount += 1
        guard fileCount <= Self.fileLimit else {
            log.report("too-many-files", "the project reads env files more than \(Self.fileLimit) times", at: path)
            return [:]
        }
        let source = SourceFile(display: display(text), absolute: text, base: PathText.directory(of: text))
        let variables = variables
        // Services share env files. A result is cached unless it depends on the service's own variables.
        let usage = Usage()
        let result = EnvFileReader(files: files, log: log).read(
            source,
            isRequired: file["required"]?.bool ?? true,
            format: format,
            reference: path,
            outer: { name in
                if let value = variables[name] { return value }
                usage.isOfService = true
                return own[name]?.value.string
            },
            earlier: { known[$0] }
        )
        if !usage.isOfService { cache[cacheKey] = result }
        return result
    }
}
