import ArgumentParser
import ComposeModel
import DockerEngine
import OrderedCollections
import Runtime
import StackHost

struct WithCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "with",
        abstract: "Run a command with a stack of its own, and take the stack down afterwards.",
        usage: "cpadev with [<options>] [<services> ...] -- <command> ...",
        discussion: """
            For tests, in CI and beside the stack you work on: the services run on free ports, with data of their own, \
            from when all are ready until the command has ended, however it ends. Any number may run at once.

            The command gets the addresses in its environment: the variables with which services reach each other, such \
            as DATABASE_URL, and of each service <NAME>_HOST, <NAME>_PORT and <NAME>_URL. CPADEV_ENV_FILE is a file with \
            all of them. The exit code is the command's, or that of cpadev up --wait if the services do not become \
            ready. Example: cpadev with postgres redis -- cargo test
            """
    )

    /// Which data the stores get.
    enum Seed: Hashable {
        case none
        case fixtures
        case demo
        /// The path of a manifest.
        case manifest(String)

        init(_ text: String) {
            switch text {
            case "none": self = .none
            case "fixtures": self = .fixtures
            case "demo": self = .demo
            default: self = .manifest(text)
            }
        }
    }

    @OptionGroup var project: ProjectOptions

    @Option(
        help: ArgumentHelp(
            "Seed data: none; fixtures, which are few rows for tests; demo, the data of the stack; or a manifest "
                + "(default: fixtures if the Compose file names some, otherwise demo).",
            valueName: "none|fixtures|demo|path"
        ),
        transform: Seed.init
    )
    var seed: Seed?

    @Option(
        name: .customLong("runtime"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "Runtime: docker, native or auto for all services, NAME=docker for one. May be repeated; "
                + "overrides the Compose file.",
            valueName: "[name=]runtime"
        )
    )
    var runtimes: [String] = []

    @Option(
        help: ArgumentHelp(
            "Host ports: fixed, as in the Compose file, or auto, which replaces those that are taken "
                + "(default: others than the file's).",
            valueName: "fixed|auto"
        )
    )
    var ports: PortChoice?

    @Flag(name: .customLong("keep-on-failure"), help: "Leave the stack running if the command fails.")
    var keepsOnFailure = false

    @Option(
        help: ArgumentHelp(
            "Folder for reports: the services' checks as JUnit, the stack's status and, after a failure, the logs.",
            valueName: "folder"
        )
    )
    var artifacts: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Maximum time until the services are ready, in seconds.", valueName: "seconds"),
        transform: WaitTime.seconds
    )
    var waitTimeout: Double?

    @Flag(name: .shortAndLong, help: "Print only errors.")
    var quiet = false

    @Argument(help: "Only these services and their dependencies (default: all).")
    var services: [String] = []

    /// The command and its arguments, which ``ArgumentHoisting`` finds behind `--`: the parser allows one list of words.
    @Option(name: .customLong(ArgumentHoisting.commandOption), parsing: .remaining, help: .hidden)
    var command: [String] = []

    func validate() throws {
        _ = try RuntimeOverrides.parsing(runtimes)
        if command.isEmpty { throw ValidationError("no command given; example: cpadev with postgres -- make test") }
    }

    func run() async throws {
        let environment = CallerEnvironment.variables
        let loaded = try LoadedStack.load(project)
        try CommandFailure.refuseUnknown(services, among: loaded.project.services.keys)
        let program = try CommandSearch.find(command[0], environment)
        await EphemeralStack.removeAbandoned(like: loaded, environment)
        let manifest = try manifest(loaded)
        let report = try artifacts.map { try EphemeralReport(folder: $0, loaded.masker) }
        let prepared = try await prepared(loaded, manifest, environment)
        let signals = await SessionSignals()
        let stack = try EphemeralStack(of: loaded, environment)
        var session = EphemeralSession(stack, project, services: services, manifest: manifest, signals)
        session.runtimes = runtimes
        session.report = report
        session.prepared = prepared
        session.keepsOnFailure = keepsOnFailure
        session.isQuiet = quiet
        session.ports = ports
        session.timeout = waitTimeout.map { .seconds($0) }
        throw ExitCode(try await session.run(program, command, environment))
    }

    /// Returns a copy of the databases that the stack starts from, and makes one first if there is none.
    private func prepared(
        _ loaded: LoadedStack,
        _ manifest: String?,
        _ environment: [String: String]
    ) async throws -> PreparedState? {
        let natives = try await natives(loaded, environment)
        guard
            let state = try PreparedState(
                for: loaded,
                services: services,
                natives: natives,
                manifest: manifest,
                environment
            )
        else { return nil }
        guard !state.exists else { return state }
        if !quiet { Terminal.standardError.write("· preparing the databases, which later runs start from\n") }
        try await state.make {
            let signals = await SessionSignals()
            let stack = try EphemeralStack(of: loaded, environment)
            var session = EphemeralSession(stack, project, services: state.services, manifest: manifest, signals)
            session.runtimes = runtimes
            session.isQuiet = true
            session.timeout = waitTimeout.map { .seconds($0) }
            try await session.fill(environment)
            return stack
        }
        return state
    }

    /// The services that will run natively.
    private func natives(_ loaded: LoadedStack, _ environment: [String: String]) async throws -> Set<String> {
        let project = try RuntimeOverrides.parsing(runtimes).applied(to: loaded.project)
        let forecast = RuntimeForecast(project: project, engine: try? EngineClient(environment))
        var natives: Set<String> = []
        for service in project.services.values where await forecast.kind(of: service) == .native {
            natives.insert(service.name)
        }
        return natives
    }

    /// The manifest that the stores are filled from; nil: nothing.
    private func manifest(_ stack: LoadedStack) throws(CommandFailure) -> String? {
        let settings = stack.project.settings
        switch seed ?? (settings.fixtures == nil ? .demo : .fixtures) {
        case .none: return nil
        case .demo: return settings.seeds
        case .fixtures:
            guard let fixtures = settings.fixtures else {
                throw CommandFailure(
                    .badData,
                    "the Compose file names no fixtures",
                    hint: "add x-cpadev: {fixtures: path/to/manifest.yaml}, or use --seed demo"
                )
            }
            return fixtures
        case .manifest(let path):
            let path = StackLocation.absolute(path, from: CallerEnvironment.workingDirectory)
            guard StackLocation.exists(path) else {
                throw CommandFailure(.badData, "no seed manifest \(path)", hint: "none, fixtures and demo need no file")
            }
            return path
        }
    }
}
