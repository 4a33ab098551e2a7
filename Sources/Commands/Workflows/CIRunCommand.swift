import ArgumentParser
import ComposeModel
import ControlAPI
import CursesScreen
import Foundations
import Glibc
import OrderedCollections
import StackHost
import UnixSignals
import Workflows
import YAMLTree

struct CIRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a workflow (the default).",
        usage: "cpadev ci [run] [<options>] [<workflow>] [<jobs> ...]",
        discussion: """
            Runs the named jobs and those that they need, or all. Without a name, the workflow is 'ci', or the only one. \
            act runs the steps in a copy of the checkout: on this machine with the tools that it has, or in containers. \
            The services of a job are a stack of its own, as with cpadev with, on the ports that the job names. \
            Actions that set up tools are replaced by ones in workflows/actions, beside the Compose file; they say so.

            A step whose tool this machine lacks is unavailable, not failed, and the job goes on. A job with an \
            'environment' deploys, so it is skipped unless --deploy-to names that. Exit codes: 0 if all passed; 1 if \
            a job failed; 69 if none failed, but something was unavailable; 65 for mistakes in the workflow.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Print what would run, and run nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("Event that triggers the workflow (default: its own).", valueName: "event"))
    var event: String?

    @Option(
        name: .customLong("input"),
        parsing: .singleValue,
        help: ArgumentHelp("Input of workflow_dispatch; may be repeated.", valueName: "name=value")
    )
    var inputs: [String] = []

    @Option(
        name: .customLong("secret"),
        parsing: .singleValue,
        help: ArgumentHelp("Variable of this shell that becomes a secret; may be repeated.", valueName: "name")
    )
    var secrets: [String] = []

    @Option(
        name: .customLong("var"),
        parsing: .singleValue,
        help: ArgumentHelp("Variable of the context 'vars'; may be repeated.", valueName: "name=value")
    )
    var variables: [String] = []

    @Option(
        name: .customLong("deploy-to"),
        parsing: .singleValue,
        help: ArgumentHelp("Deployment environment that jobs may act on; may be repeated.", valueName: "name")
    )
    var deployments: [String] = []

    @Option(
        help: ArgumentHelp(
            "Host ports of services: fixed, as in the workflow, or auto, which replaces those that are taken, also in "
                + "the job's texts (default: fixed).",
            valueName: "fixed|auto"
        )
    )
    var ports: PortChoice?

    @Option(help: ArgumentHelp("Where steps run: native or docker.", valueName: "native|docker"))
    var runtime = "native"

    @Option(
        help: ArgumentHelp(
            "Image of the containers that steps run in, which needs bash (default: cpadev/runner:bookworm).",
            valueName: "image"
        )
    )
    var image: String?

    @Flag(help: "Show the jobs on the screen of cpadev up, until you leave it.")
    var screen = false

    @Flag(help: "Print a JSON object: jobs and steps with states and times, and the critical path.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print only errors and the result.")
    var quiet = false

    @Argument(help: "Name or path of the workflow.")
    var workflow: String?

    @Argument(help: "Only these jobs and those that they need.")
    var jobs: [String] = []

    /// Made by scripts/images/runner.
    private static let usualImage = "cpadev/runner:bookworm"

    func validate() throws {
        guard ["native", "docker"].contains(runtime) else {
            throw ValidationError("unknown runtime '\(runtime)'; expected native or docker")
        }
        if image != nil, runtime == "native" { throw ValidationError("--image needs --runtime docker") }
        if screen, json || dryRun { throw ValidationError("--screen cannot be used with --json or --dry-run") }
        for text in inputs + variables where !text.contains("=") {
            throw ValidationError("'\(text)' has no value; write \(text)=VALUE")
        }
        for name in secrets where name.contains("=") {
            throw ValidationError("--secret takes the name of a variable, since others can read a command's arguments")
        }
    }

    func run() async throws {
        let stack = try LoadedStack.load(project)
        let request = try request(WorkflowFiles(stack))
        if dryRun { return try RunOutline(request).print(json: json) }
        let terminal = try screen ? Self.terminal() : nil
        let act = try await ToolLauncher(name: "act", path: "\(request.files.own)/tools/act").find()
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        let folder = try request.prepare(stack, act: act.path)
        var session = try RunSession(folder, request)
        session.showsProgress = !quiet && !json && !screen
        session.screen = terminal
        let report = try await session.run(signals)
        try folder.write(report, as: "report.json")
        try RunHistory(stack.location).add(report)
        let output = Terminal.standardOutput
        if json {
            output.writeData(try JSONText.render(report))
        } else {
            output.write(RunTable.render(report, output))
        }
        if let code = report.state.exit { throw CommandFailure(code, "") }
    }

    private static func terminal() throws -> TerminalDescription {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw CommandFailure(.usage, "--screen needs a terminal")
        }
        do throws(ScreenError) { return try TerminalDescription.choose(CallerEnvironment.variables) } catch {
            throw CommandFailure(.unavailable, error.message)
        }
    }

    private func request(_ files: WorkflowFiles) throws -> RunRequest {
        let file = try files.find(workflow)
        let found = try files.read(file)
        for name in jobs where found.jobs[name] == nil {
            let list = "its jobs are: \(found.jobs.keys.joined(separator: ", "))"
            throw CommandFailure(
                .usage,
                "\(file.name) has no job '\(name)'",
                hint: didYouMean(name, found.jobs.keys) ?? list
            )
        }
        let event = event ?? found.usualEvent
        guard found.events.contains(event) || self.event == nil else {
            let list = found.events.joined(separator: ", ")
            throw CommandFailure(.usage, "\(file.name) has no event '\(event)'", hint: "its events are: \(list)")
        }
        let given = Set(inputs.map { $0.prefix { $0 != "=" } })
        if event == "workflow_dispatch",
            let missing = found.inputs.first(where: { $0.mustBeGiven && !given.contains(Substring($0.name)) })
        {
            throw CommandFailure(
                .usage,
                "the input '\(missing.name)' is required",
                hint: "--input \(missing.name)=VALUE"
            )
        }
        let environment = CallerEnvironment.variables
        if let missing = secrets.first(where: { environment[$0] == nil }) {
            throw CommandFailure(
                .usage,
                "the secret '\(missing)' is no variable of this shell",
                hint: "export \(missing)=…"
            )
        }
        var request = RunRequest(
            files: files,
            file: file,
            workflow: found,
            jobs: found.jobs(for: jobs),
            event: event,
            runtime: runtime
        )
        request.image = runtime == "docker" ? image ?? Self.usualImage : nil
        request.inputs = inputs
        request.secrets = secrets
        request.variables = variables
        request.deployments = deployments
        request.choosesPorts = ports == .auto
        return request
    }
}

extension CheckState {
    /// The exit code of a command whose result it is; nil for success.
    fileprivate var exit: CommandExit? {
        switch self {
        case .passed, .skipped: nil
        case .failed: .failed
        case .unavailable: .unavailable
        case .cancelled: .interrupted
        }
    }
}
