import ArgumentParser
import ComposeLoader
import ComposeModel
import OrderedCollections

/// `cpadev config`
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check the Compose files and print the project that they make.",
        discussion: "Exit code 65 where there are errors; all of them are told at once."
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

    @Flag(name: .customLong("services"), help: "Only the names of the services, one a line.")
    var printsServices = false

    @Flag(name: .customLong("volumes"), help: "Only the names of the volumes, one a line.")
    var printsVolumes = false

    @Flag(name: .customLong("images"), help: "Only the images, one a line.")
    var printsImages = false

    @Flag(name: .customLong("profiles"), help: "Only the profiles, also those that are not active, one a line.")
    var printsProfiles = false

    @Argument(help: "Only these services and what they need.")
    var services: [String] = []

    func validate() throws {
        if [printsServices, printsVolumes, printsImages, printsProfiles].count(where: \.self) > 1 {
            throw ValidationError("Only one of --services, --volumes, --images and --profiles can be printed.")
        }
    }

    func run() async throws {
        let stack = try LoadedStack.load(project)
        stack.printWarnings()
        guard !quiet else { return }
        let text = text(of: try selected(from: stack.loaded))
        guard let output else { return Terminal.standardOutput.write(text) }
        try OutputFile.write(text, to: StackLocation.absolute(output, from: CallerEnvironment.workingDirectory))
    }

    private func selected(from loaded: LoadedProject) throws(CommandFailure) -> LoadedProject {
        guard !services.isEmpty else { return loaded }
        try CommandFailure.refuseUnknown(services, among: loaded.project.services.keys)
        return loaded.only(services)
    }

    /// What is asked for, with a line's end.
    func text(of loaded: LoadedProject) -> String {
        if let lines = lines(of: loaded.project) { return lines.map { $0 + "\n" }.joined() }
        let text = json || format == .json ? loaded.json() : loaded.yaml()
        return text.hasSuffix("\n") ? text : text + "\n"
    }

    private func lines(of project: Project) -> [String]? {
        if printsServices { return Array(project.services.keys) }
        if printsVolumes { return Array(project.volumes.keys) }
        if printsImages {
            let names = project.services.values.filter { $0.provider == nil }.map { service in
                service.image ?? "\(project.name)-\(service.name)"
            }
            return Array(OrderedSet(names))
        }
        if printsProfiles {
            let active = project.services.values.flatMap(\.profiles)
            return Set(active + project.inactiveServices.values.flatMap(\.self)).sorted()
        }
        return nil
    }
}
