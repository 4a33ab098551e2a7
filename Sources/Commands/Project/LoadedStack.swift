import ComposeLoader
import ComposeModel
import Diagnostics
import OrderedCollections
import ServiceGraph
import YAMLTree

/// A project that has been located, loaded and checked.
struct LoadedStack {
    var location: StackLocation
    var loaded: LoadedProject
    var graph: ServiceGraph

    var project: Project { loaded.project }

    /// Locates and loads the project. Problems in the files are thrown with exit code 65, rendered for output.
    static func load(_ options: ProjectOptions) throws(CommandFailure) -> LoadedStack {
        let environment = CallerEnvironment.variables
        let directory = CallerEnvironment.workingDirectory
        let location = try StackLocation(options, environment: environment, workingDirectory: directory)
        return try load(
            location,
            options,
            environment,
            workingDirectory: directory,
            color: Terminal.standardError.hasColor
        )
    }

    static func load(
        _ location: StackLocation,
        _ options: ProjectOptions,
        _ environment: [String: String],
        workingDirectory: String,
        inputs: any FileAccess = CallerInputs.files,
        color: Bool = false
    ) throws(CommandFailure) -> LoadedStack {
        let loader = ComposeLoader(
            options: ComposeLoader.Options(
                files: location.files.map { StackLocation.relative($0, to: workingDirectory) },
                workingDirectory: workingDirectory,
                projectDirectory: location.projectDirectory,
                projectName: options.projectName,
                environment: environment,
                environmentFiles: location.environmentFiles.map {
                    ComposeLoader.EnvironmentFile(
                        path: StackLocation.relative($0.path, to: workingDirectory),
                        isRequired: $0.isRequired
                    )
                },
                profiles: options.profiles
            ),
            files: inputs
        )
        do {
            let loaded = try loader.load()
            let graph = try ServiceGraph(services: loaded.project.services.values)
            return LoadedStack(location: location, loaded: loaded, graph: graph)
        } catch {
            throw CommandFailure(
                diagnostics: render(error.diagnostics, color: color, workingDirectory)
            )
        }
    }

    /// The project with its replicas, as many as the files or the given scales define.
    func projectWithReplicas(_ scales: [String: Int]) throws(CommandFailure) -> Project {
        do { return try project.withReplicas(scales) } catch {
            throw CommandFailure(
                diagnostics: Self.render(error.diagnostics, color: false, CallerEnvironment.workingDirectory)
            )
        }
    }

    /// Throws if no service is active, since a supervisor would have nothing to do.
    func requireServices() throws(CommandFailure) {
        guard project.services.isEmpty else { return }
        let profiles = Set(project.inactiveServices.values.flatMap(\.self)).sorted()
        throw CommandFailure(
            .badData,
            profiles.isEmpty ? "the Compose file has no services" : "no service is active: each has a profile",
            hint: profiles.first.map { first in
                let others = profiles.count > 1 ? "; the profiles are \(profiles.joined(separator: ", "))" : ""
                return "cpadev --profile \(QuotedValue.shell(first)) up\(others)"
            }
        )
    }

    /// Prints the warnings to standard error, for commands about the files themselves.
    func printWarnings() {
        let terminal = Terminal.standardError
        terminal.writeRendered(renderedWarnings(color: terminal.hasColor))
    }

    func renderedWarnings(color: Bool) -> String {
        Self.render(loaded.warnings, color: color, CallerEnvironment.workingDirectory)
    }

    static func render(_ diagnostics: [Diagnostic], color: Bool, _ workingDirectory: String) -> String {
        DiagnosticRenderer(color: color) { file in
            // Excerpts quote the source file, but the content of a pipe must not be shown.
            let path = StackLocation.absolute(file, from: workingDirectory)
            guard !InputFiles.isOwnDescriptor(path) else { return nil }
            guard let bytes = try? LocalFiles().read(path, limit: YAMLReader.sizeLimit) else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }.render(diagnostics)
    }
}
