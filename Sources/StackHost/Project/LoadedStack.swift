package import ComposeLoader
package import ComposeModel
package import Diagnostics
import Foundations
package import LogAnalysis
import OrderedCollections
package import ServiceGraph
import StackService
package import YAMLTree

/// A project that has been located, loaded and checked.
package struct LoadedStack {
    package var location: StackLocation
    package var loaded: LoadedProject
    package var graph: ServiceGraph

    package var project: Project { loaded.project }

    /// Masks the project's secrets.
    package var masker: SecretMasker { SecretMasker(project) }

    /// Whether the user has started the project here before, and so trusts the programs that it names.
    package var wasStarted: Bool {
        StartedProjects(environment: CallerEnvironment.variables).contains(state: location.stateDirectory)
    }

    /// Which host ports the project has.
    package enum HostPorts {
        /// Those of the Compose files.
        case ofFiles
        /// Those that the last start of the stack used.
        case ofLastStart
    }

    /// Locates and loads the project. Problems in the files are thrown with exit code 65, rendered for output.
    package static func load(
        _ source: ProjectSource,
        environment: [String: String] = CallerEnvironment.variables,
        color: Bool = false
    ) throws(CommandFailure) -> LoadedStack {
        let directory = CallerEnvironment.workingDirectory
        let location = try StackLocation(source, environment: environment, workingDirectory: directory)
        return try load(
            location,
            source,
            environment,
            workingDirectory: directory,
            color: color
        )
    }

    package static func load(
        _ location: StackLocation,
        _ source: ProjectSource,
        _ environment: [String: String],
        workingDirectory: String,
        inputs: any FileAccess = CallerInputs.files,
        ports: HostPorts = .ofLastStart,
        color: Bool = false
    ) throws(CommandFailure) -> LoadedStack {
        var options = ComposeLoader.Options(
            files: location.files.map { StackLocation.relative($0, to: workingDirectory) },
            workingDirectory: workingDirectory,
            projectDirectory: location.projectDirectory,
            projectName: source.projectName,
            environment: StackKey.adding(to: environment, location),
            environmentFiles: location.environmentFiles.map {
                ComposeLoader.EnvironmentFile(
                    path: StackLocation.relative($0.path, to: workingDirectory),
                    isRequired: $0.isRequired
                )
            },
            profiles: source.profiles
        )
        options.environmentName = location.environmentName
        let loader = ComposeLoader(options: options, files: inputs)
        do {
            var loaded = try loader.load()
            if let reset = loaded.project.settings.reset { _ = try ResetZone.find(reset) }
            if ports == .ofLastStart { loaded.project = ChosenPorts.read(location).applied(to: loaded.project) }
            let graph = try ServiceGraph(services: loaded.project.services.values)
            return LoadedStack(location: location, loaded: loaded, graph: graph)
        } catch {
            throw CommandFailure(
                diagnostics: render(error.diagnostics, color: color, workingDirectory)
            )
        }
    }

    /// The project with its replicas, as many as the files or the given scales define.
    package func projectWithReplicas(_ scales: [String: Int]) throws(CommandFailure) -> Project {
        do { return try project.withReplicas(scales) } catch {
            throw CommandFailure(
                diagnostics: Self.render(error.diagnostics, color: false, CallerEnvironment.workingDirectory)
            )
        }
    }

    /// Throws if no service is active, since a supervisor would have nothing to do.
    package func requireServices() throws(CommandFailure) {
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

    package func renderedWarnings(color: Bool) -> String {
        Self.render(loaded.warnings, color: color, CallerEnvironment.workingDirectory)
    }

    package static func render(_ diagnostics: [Diagnostic], color: Bool, _ workingDirectory: String) -> String {
        DiagnosticRenderer(color: color) { file in
            // Excerpts quote the source file, but the content of a pipe must not be shown.
            let path = StackLocation.absolute(file, from: workingDirectory)
            guard !InputFiles.isOwnDescriptor(path) else { return nil }
            guard let bytes = try? LocalFiles().read(path, limit: YAMLReader.sizeLimit) else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }.render(diagnostics)
    }
}
