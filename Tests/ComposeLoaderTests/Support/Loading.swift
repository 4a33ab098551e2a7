import ComposeLoader
import ComposeModel
import Diagnostics
import OrderedCollections

/// One load in memory. The first file is `/home/app/compose.yaml`, the user stands in `/home/app`.
struct Loading {
    var files: [String: String]
    var names: [String]
    var environment: [String: String] = [:]
    var profiles: [String] = []
    var executables: Set<String> = []
    var environmentFiles: [ComposeLoader.EnvironmentFile] = []
    var projectDirectory: String?
    var projectName: String?
    var environmentName: String?

    init(_ yaml: String, environment: [String: String] = [:]) {
        files = ["compose.yaml": yaml]
        names = ["compose.yaml"]
        self.environment = environment
    }

    /// Files by their names from `/home/app`, loaded in the order of `names`.
    init(_ files: [String: String], names: [String] = ["compose.yaml"], environment: [String: String] = [:]) {
        self.files = files
        self.names = names
        self.environment = environment
    }

    func load() throws(DiagnosticsError) -> LoadedProject {
        var memory = MemoryFiles()
        for (name, text) in files {
            memory.contents[name.hasPrefix("/") ? name : "/home/app/" + name] = Array(text.utf8)
        }
        memory.executables = executables
        var options = ComposeLoader.Options(
            files: names,
            workingDirectory: "/home/app",
            projectDirectory: projectDirectory,
            projectName: projectName,
            environment: environment,
            environmentFiles: environmentFiles,
            profiles: profiles
        )
        options.environmentName = environmentName
        return try ComposeLoader(options: options, files: memory).load()
    }

    /// Everything that was reported, errors and warnings.
    func diagnostics() -> [Diagnostic] {
        do { return try load().warnings } catch { return error.diagnostics }
    }

    /// The same, one short text each: `3:5 unknown-key`, `env/.env:1:1 bad-env-line`, `2:1 warning ignored-key`.
    func problems() -> [String] {
        diagnostics().map { diagnostic in
            var place = diagnostic.location.map { "\($0)" } ?? "-"
            if let prefix = names.first.map({ $0 + ":" }), place.hasPrefix(prefix) { place.removeFirst(prefix.count) }
            let severity = diagnostic.severity == .error ? "" : "\(diagnostic.severity.rawValue) "
            return "\(place) \(severity)\(diagnostic.code.rawValue)"
        }
    }

    /// One service of a project that must load.
    func service(_ name: String = "a") throws -> Service {
        let project = try load().project
        guard let service = project.services[name] else { throw Missing(name: name) }
        return service
    }

    struct Missing: Error {
        var name: String
    }
}

/// A Compose file with one service `a`, whose keys are given.
func oneService(_ keys: String, more: String = "") -> String {
    let lines = keys.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }
    return "services:\n  a:\n    image: x\n" + lines.joined(separator: "\n") + "\n" + more
}
