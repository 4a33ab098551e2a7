import ArgumentParser
import ComposeLoader
import ComposeModel
import ControlAPI
import ControlClient
import DockerEngine
import OrderedCollections
import Runtime
import StackHost

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Validate the Compose files and print the resolved project.",
        discussion: "If there are errors, all of them are listed, and the exit code is 65."
    )

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case yaml
        case json
    }

    @OptionGroup var project: ProjectOptions

    @Option(help: "Output format: yaml or json.")
    var format: Format = .yaml

    @Flag(help: "Same as --format json.")
    var json = false

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Only validate, without output.")
    var quiet = false

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Write to a file instead of standard output.", valueName: "path")
    )
    var output: String?

    @Flag(name: .customLong("services"), help: "Print the service names, one per line.")
    var printsServices = false

    @Flag(name: .customLong("volumes"), help: "Print the volume names, one per line.")
    var printsVolumes = false

    @Flag(name: .customLong("images"), help: "Print the image names, one per line.")
    var printsImages = false

    @Flag(name: .customLong("profiles"), help: "Print the profile names, including inactive ones, one per line.")
    var printsProfiles = false

    @Flag(
        name: .customLong(ArgumentHoisting.variablesFlag),
        help: "Print the interpolation variables, by the file that sets them; also config --environment."
    )
    var printsVariables = false

    @Flag(help: "Print the environment of each service with the addresses that are valid where it runs.")
    var resolved = false

    @Option(
        name: .customLong("runtime"),
        parsing: .singleValue,
        help: ArgumentHelp("With --resolved: the same as for cpadev up.", valueName: "[name=]runtime")
    )
    var runtimes: [String] = []

    @Argument(help: "Only these services and their dependencies; with --resolved, only these.")
    var services: [String] = []

    func validate() throws {
        let kinds = [printsServices, printsVolumes, printsImages, printsProfiles, printsVariables, resolved]
        if kinds.count(where: \.self) > 1 {
            throw ValidationError(
                "use only one of --services, --volumes, --images, --profiles, --environment and --resolved"
            )
        }
        _ = try RuntimeOverrides.parsing(runtimes)
        if !runtimes.isEmpty, !resolved { throw ValidationError("--runtime needs --resolved") }
    }

    func run() async throws {
        var stack = try LoadedStack.load(project)
        // To name a service activates its profiles, as in Compose.
        let inactive = services.flatMap { stack.project.inactiveServices[$0] ?? [] }
        if !inactive.isEmpty {
            var options = project
            options.profiles += inactive
            stack = try LoadedStack.load(options)
        }
        stack.printWarnings()
        guard !quiet else { return }
        let text = resolved ? try await resolvedText(of: stack) : try text(of: try selected(from: stack.loaded))
        guard let output else {
            // Resolved output is coloured text, or JSON, which is safe as it is.
            return resolved ? Terminal.standardOutput.write(text) : Terminal.standardOutput.writeData(text)
        }
        try OutputFile.write(text, to: StackLocation.absolute(output, from: CallerEnvironment.workingDirectory))
    }

    private func selected(from loaded: LoadedProject) throws(CommandFailure) -> LoadedProject {
        guard !services.isEmpty else { return loaded }
        try CommandFailure.refuseUnknown(services, among: loaded.project.services.keys)
        return loaded.only(services)
    }

    /// Returns the requested output, with a final newline.
    func text(of loaded: LoadedProject) throws -> String {
        if printsVariables {
            let table = VariableTable(loaded)
            return json || format == .json ? try JSONText.render(table.entries) : table.text
        }
        if let lines = lines(of: loaded.project) { return lines.map { $0 + "\n" }.joined() }
        let text = json || format == .json ? loaded.json() : loaded.yaml()
        return text.hasSuffix("\n") ? text : text + "\n"
    }

    private func lines(of project: Project) -> [String]? {
        if printsServices { return Array(project.services.keys) }
        if printsVolumes { return Array(project.volumes.keys) }
        if printsImages {
            let services = project.services.values.filter { $0.provider == nil }
            return Array(OrderedSet(services.compactMap { $0.imageName(inProject: project.name) }))
        }
        if printsProfiles {
            let active = project.services.values.flatMap(\.profiles)
            return Set(active + project.inactiveServices.values.flatMap(\.self)).sorted()
        }
        return nil
    }

    // MARK: Resolved

    private func resolvedText(of stack: LoadedStack) async throws -> String {
        let project = try RuntimeOverrides.parsing(runtimes).applied(to: stack.projectWithReplicas([:]))
        try CommandFailure.refuseUnknown(services, among: project.services.keys)
        var kinds: [String: RuntimeKind] = [:]
        var running: [String: [Launch.Binding]] = [:]
        // A stack of other files says nothing about these services.
        if runtimes.isEmpty, (try? StackConnection.isRunning(stack.location, self.project)) == true {
            for status in try await ControlClient(stack.location).snapshot().services {
                kinds[status.name] = status.runtime.flatMap(RuntimeKind.init)
                running[status.name] = status.ports.map {
                    Launch.Binding(target: $0.target, host: $0.host, published: $0.published)
                }
            }
        }
        let forecast = RuntimeForecast(project: project, engine: try? EngineClient(CallerEnvironment.variables))
        for service in project.services.values where kinds[service.name] == nil {
            kinds[service.name] = await forecast.kind(of: service)
        }
        let resolver = ServiceResolver(project, kinds: kinds, running: running)
        let chosen = project.services.values.filter { services.isEmpty || services.contains($0.name) }
            .map(resolver.resolve)
        if json || format == .json { return try JSONText.render(chosen) }
        return chosen.map { $0.text(output == nil ? .standardOutput : .none) }.joined(separator: "\n")
    }
}
