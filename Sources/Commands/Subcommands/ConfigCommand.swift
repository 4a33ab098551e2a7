import ArgumentParser
import ComposeLoader
import ComposeModel
import ControlAPI
import ControlClient
import DockerEngine
import OrderedCollections
import Runtime

/// `cpadev config`
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check the Compose files and print the resolved project.",
        discussion: "Exit code 65 if there are errors; all of them are listed."
    )

    /// How the project is written.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case yaml
        case json
    }

    @OptionGroup var project: ProjectOptions

    @Option(help: "How the project is written: yaml or json.")
    var format: Format = .yaml

    @Flag(help: "The same as --format json.")
    var json = false

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Only check.")
    var quiet = false

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Write to a file instead.", valueName: "path")
    )
    var output: String?

    @Flag(name: .customLong("services"), help: "Only the names of the services, one per line.")
    var printsServices = false

    @Flag(name: .customLong("volumes"), help: "Only the names of the volumes, one per line.")
    var printsVolumes = false

    @Flag(name: .customLong("images"), help: "Only the images, one per line.")
    var printsImages = false

    @Flag(name: .customLong("profiles"), help: "Only the profiles, including inactive ones, one per line.")
    var printsProfiles = false

    @Flag(name: .customLong("environment"), help: "The variables of the files, each under the env file that gave it.")
    var printsVariables = false

    @Flag(help: "The environment as services see it, with the addresses that are valid where they run.")
    var resolved = false

    @Option(
        name: .customLong("runtime"),
        parsing: .singleValue,
        help: ArgumentHelp("With --resolved: as if given to cpadev up.", valueName: "[name=]runtime")
    )
    var runtimes: [String] = []

    @Argument(help: "Only these services and what they need; with --resolved, only these.")
    var services: [String] = []

    func validate() throws {
        let kinds = [printsServices, printsVolumes, printsImages, printsProfiles, printsVariables, resolved]
        if kinds.count(where: \.self) > 1 {
            throw ValidationError(
                "use only one of --services, --volumes, --images, --profiles, --environment and --resolved"
            )
        }
        _ = try RuntimeChoices.parsing(runtimes)
        if !runtimes.isEmpty, !resolved { throw ValidationError("--runtime needs --resolved") }
    }

    func run() async throws {
        let stack = try LoadedStack.load(project)
        stack.printWarnings()
        guard !quiet else { return }
        let text = resolved ? try await resolvedText(of: stack) : try text(of: try selected(from: stack.loaded))
        guard let output else {
            // What is resolved is for people, with colours, or JSON, which is harmless by itself.
            return resolved ? Terminal.standardOutput.write(text) : Terminal.standardOutput.writeData(text)
        }
        try OutputFile.write(text, to: StackLocation.absolute(output, from: CallerEnvironment.workingDirectory))
    }

    private func selected(from loaded: LoadedProject) throws(CommandFailure) -> LoadedProject {
        guard !services.isEmpty else { return loaded }
        try CommandFailure.refuseUnknown(services, among: loaded.project.services.keys)
        return loaded.only(services)
    }

    /// What is asked for, with a line's end.
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
        let project = try RuntimeChoices.parsing(runtimes).applied(to: stack.projectWithReplicas([:]))
        try CommandFailure.refuseUnknown(services, among: project.services.keys)
        var kinds: [String: RuntimeKind] = [:]
        var running: [String: [Launch.Binding]] = [:]
        if runtimes.isEmpty, UnixSocket.isListening(at: stack.location.socketPath) {
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
