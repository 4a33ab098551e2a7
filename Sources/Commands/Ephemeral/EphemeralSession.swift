import ArgumentParser
import ComposeModel
import ControlAPI
import ControlClient
import Foundations
import Glibc
import OrderedCollections
import Runtime
import StackHost
import UnixSignals

/// A command with a stack of its own, from the start of the stack to its end.
struct EphemeralSession {
    var stack: EphemeralStack
    var options: ProjectOptions
    var services: [String]
    /// The values of `--runtime`.
    var runtimes: [String] = []
    /// What the stores are filled with: the path of a manifest; nil for nothing.
    var manifest: String?
    /// What the databases start from; nil: they start empty.
    var prepared: PreparedState?
    var report: EphemeralReport?
    var keepsOnFailure = false
    var isQuiet = false
    /// nil: other ports than the file's.
    var ports: PortChoice?
    /// The time limit for the start.
    var timeout: Duration?

    private let client: ControlClient
    private let signals: SessionSignals
    private var location: StackLocation { stack.location }

    /// - Parameter signals: those that end the session, trapped since before the stack was made.
    init(
        _ stack: EphemeralStack,
        _ options: ProjectOptions,
        services: [String],
        manifest: String?,
        _ signals: SessionSignals
    ) {
        self.signals = signals
        self.stack = stack
        self.options = options
        self.options.projectName = stack.projectName
        self.services = services
        self.manifest = manifest
        client = ControlClient(stack.location)
    }

    /// Starts the stack, and stops it once it is filled. Its state stays.
    func fill(_ environment: [String: String]) async throws {
        do {
            try await interrupted { _ in
                let reply = try start(environment)
                try await follow(reply).check(client)
                var shutdown = StackShutdown(client: client, location: location)
                shutdown.reports = false
                try await shutdown.run(removingVolumes: false)
            }
        } catch {
            await end()
            throw error
        }
    }

    /// Runs the command once the stack is ready, and takes the stack down, however either ends.
    /// - Returns: the command's exit code; 128 and the signal's number if one ended it.
    func run(_ program: String, _ command: [String], _ environment: [String: String]) async throws -> Int32 {
        let code: Int32
        do {
            code = try await interrupted { child in
                try await work(program, command, environment, child)
            }
        } catch {
            await end()
            throw error
        }
        if code != 0, keepsOnFailure { try keep() } else { await end() }
        return code
    }

    /// Runs work that a signal ends, unless the command runs, which gets it instead.
    private func interrupted<Value: Sendable>(
        _ work: @escaping @Sendable (RunningCommand) async throws -> Value
    ) async throws -> Value {
        let command = RunningCommand()
        return try await TimeLimit.run {
            try await work(command)
        } alarm: {
            for await signal in signals.sequence where !command.take(signal.rawValue) {
                throw ExitCode(128 + signal.rawValue)
            }
            throw CancellationError()
        }
    }

    private func work(
        _ program: String,
        _ command: [String],
        _ environment: [String: String],
        _ running: RunningCommand
    ) async throws -> Int32 {
        let reply = try start(environment)
        let start: StartupFollower.Result
        do { start = try await follow(reply) } catch {
            if let last = try? await client.snapshot() {
                await report?.write(client, last, services: reply.services, command: nil)
            }
            throw error
        }
        guard start.verdict == .reached else {
            await report?.write(client, start.snapshot, services: reply.services, command: nil)
            try await start.check(client)
            return CommandExit.failed.rawValue
        }
        var program = ForegroundProgram(path: program, arguments: command, streams: .inherited)
        program.environment = environment.merging(try variables(start.snapshot, reply.services)) { $1 }
        program.ignoredSignals = signals.ignored
        program.onStart = { running.begin($0) }
        let began = ContinuousClock.now
        let end = await program.run()
        running.end()
        let result = EphemeralReport.CommandResult(
            words: command,
            code: try Self.code(end),
            duration: began.duration(to: .now)
        )
        let last = (try? await client.snapshot()) ?? start.snapshot
        await report?.write(client, last, services: reply.services, command: result)
        return result.code
    }

    private static func code(_ end: ForegroundProgram.End) throws(CommandFailure) -> Int32 {
        switch end {
        case .notStarted(let reason): throw CommandFailure(.commandNotExecutable, reason)
        case .exited(let code): code
        case .killed(let signal): 128 + signal
        }
    }

    private func follow(_ reply: CommandReply) async throws -> StartupFollower.Result {
        var follower = StartupFollower(client: client, goal: .ready, services: reply.services)
        follower.showsProgress = !isQuiet
        return try await follower.follow(from: reply.sequence, timeout: timeout)
    }

    private func start(_ environment: [String: String]) throws(CommandFailure) -> CommandReply {
        try CallerInputs.readPipes(of: location)
        var launcher = SupervisorLauncher(location: location, options: options)
        launcher.isOwned = true
        launcher.runtimes = runtimes
        launcher.ports = ports
        launcher.inputs = CallerInputs.files.pipedInputsRead
        launcher.seedsAutomatically = manifest != nil
        launcher.seeds = manifest
        try prepared?.copy(to: location)
        return try launcher.start(services: services, environment: environment)
    }

    // MARK: The command's environment

    /// Names the stack to commands of cpadev that the command runs.
    private static let stateFolder = "CPADEV_STATE_DIR"
    private static let projectName = "COMPOSE_PROJECT_NAME"

    private func variables(_ snapshot: StackSnapshot, _ services: [String]) throws -> [String: String] {
        let stack = try LoadedStack.load(
            location,
            options.source,
            CallerEnvironment.variables,
            workingDirectory: CallerEnvironment.workingDirectory
        )
        let statuses = snapshot.services.filter { services.contains($0.name) }
        try Self.refuseSharedNames(statuses.filter { !$0.ports.isEmpty }.map(\.name))
        let offered = OfferedAddresses(host: "127.0.0.1")
            .variables(statuses, Array(stack.project.services.values), areNamed: true)
        let shared = HostEnvironment(stack.project, reaching: services).variables(usedBy: []).variables
        // What the project itself calls its addresses takes precedence.
        var all = Dictionary(offered.map { ($0.name, $0.value) } + shared.map { ($0.key, $0.value) }) { $1 }
        let (text, refusals) = try EnvCommand.render(all.sorted { $0.key < $1.key }, .dotenv)
        for (name, refusal) in refusals {
            if !isQuiet { Terminal.standardError.write("left out: \(name) (\(refusal.rawValue))\n") }
            if refusal != .notInDotenv { all[name] = nil }
        }
        all[EphemeralStack.environmentVariable] = try self.stack.write(environment: text)
        all[Self.stateFolder] = location.stateDirectory
        // The caller's would name another project to commands of cpadev.
        if [stack.project.environment, CallerEnvironment.variables].contains(where: { $0[Self.projectName] != nil }) {
            all[Self.projectName] = options.projectName
        }
        all[EnvironmentOverlay.variable] = location.environmentName
        return all
    }

    /// Refuses services whose variables would have the same names.
    private static func refuseSharedNames(_ services: [String]) throws(CommandFailure) {
        for (name, sharing) in Dictionary(grouping: services, by: OfferedVariables.variableName) where sharing.count > 1
        {
            throw CommandFailure(
                .usage,
                "\(sharing.sorted().joined(separator: " and ")) would share the variables \(name)_HOST, \(name)_PORT and \(name)_URL",
                hint: "rename one of them, or name the services to start without it"
            )
        }
    }

    // MARK: The end

    private func end() async {
        var shutdown = StackShutdown(client: client, location: location)
        shutdown.reports = false
        _ = try? await shutdown.end(removingVolumes: true)
        await stack.remove()
        guard StackLocation.exists(location.stateDirectory) else { return }
        Terminal.standardError.write(
            "! \(location.stateDirectory) could not be removed: see run/supervisor.log there; the next cpadev with removes it\n"
        )
    }

    private func keep() throws(CommandFailure) {
        try stack.keep()
        let files = location.isFound ? [] : location.files.flatMap { ["-f", QuotedValue.shell($0)] }
        let environment = location.environmentName.map { ["--environment", $0] } ?? []
        let state = "CPADEV_STATE_DIR=\(QuotedValue.shell(location.stateDirectory))"
        let cpadev = ([state, "cpadev"] + files + environment).joined(separator: " ")
        Terminal.standardError.write(
            "! the stack is left running\n  look at it: \(cpadev) up\n  end it: \(cpadev) down\n"
        )
    }
}
