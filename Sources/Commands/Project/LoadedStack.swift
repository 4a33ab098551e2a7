import ComposeLoader
import ComposeModel
import Diagnostics
import OrderedCollections
import ServiceGraph
import YAMLTree

/// A project that was found, read and checked.
struct LoadedStack {
    var location: StackLocation
    var loaded: LoadedProject
    var graph: ServiceGraph

    var project: Project { loaded.project }

    /// Finds and loads the project. Problems of the files are thrown with exit code 65, as they are to be printed.
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

    /// The project as it runs: each service as often as the files say, or the given number.
    func projectWithReplicas(_ scales: [String: Int]) throws(CommandFailure) -> Project {
        do { return try project.withReplicas(scales) } catch {
            throw CommandFailure(
                diagnostics: Self.render(error.diagnostics, color: false, CallerEnvironment.workingDirectory)
            )
        }
    }

    /// Warnings to standard error, for commands whose purpose is the files.
    func printWarnings() {
        let terminal = Terminal.standardError
        terminal.writeRendered(renderedWarnings(color: terminal.hasColor))
    }

    func renderedWarnings(color: Bool) -> String {
        Self.render(loaded.warnings, color: color, CallerEnvironment.workingDirectory)
    }

    static func render(_ diagnostics: [Diagnostic], color: Bool, _ workingDirectory: String) -> String {
        DiagnosticRenderer(color: color) { file in
            // Excerpts are lines of a source file. What comes through a pipe is meant to be nowhere else.
            let path = StackLocation.absolute(file, from: workingDirectory)
            guard !InputFiles.isOwnDescriptor(path) else { return nil }
            guard let bytes = try? LocalFiles().read(path, limit: YAMLReader.sizeLimit) else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }.render(diagnostics)
    }
}
