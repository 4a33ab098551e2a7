import ArgumentParser
import ComposeModel
import ControlAPI
import ControlClient

/// What start, stop and restart have in common.
struct LifecycleOptions: ParsableArguments {
    @OptionGroup var project: ProjectOptions

    @Flag(help: "Return at once, without waiting.")
    var noWait = false

    @Option(help: ArgumentHelp("Give up after this many seconds.", valueName: "seconds"))
    var timeout: Double?

    @Argument(help: "The services.")
    var services: [String]

    /// Sends the command and waits for the services to be ready.
    func performAndWait(_ command: StackCommand) async throws {
        let connection = try StackConnection.open(project)
        let client = connection.client
        // The command may load the project, of which only this process has what came through its pipes.
        try CallerInputs.readPipes(of: connection.location)
        try await client.hand(CallerInputs.files.handedOn)
        let reply = try await client.perform(command)
        for change in reply.changes { Terminal.standardError.write("· \(change)\n") }
        guard !noWait else { return }
        var follower = StartupFollower(client: client, goal: .ready, services: reply.services)
        follower.showsNews = false
        let result = try await follower.follow(
            from: reply.sequence,
            timeout: timeout.map { .milliseconds(Int64($0 * 1000)) }
        )
        try await result.check(client)
    }
}

/// `cpadev start`
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start services and what they need."
    )

    @OptionGroup var options: LifecycleOptions

    func run() async throws { try await options.performAndWait(.start(services: options.services)) }
}

/// `cpadev restart`
struct RestartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart",
        abstract: "Restart services with the current Compose and env files.",
        discussion: "Shows what changed in a service's definition. Dependents with `restart: true` are restarted, too."
    )

    @OptionGroup var options: LifecycleOptions

    func run() async throws { try await options.performAndWait(.restart(services: options.services)) }
}

/// `cpadev switch`
struct SwitchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "switch",
        abstract: "Run a service in a container or as a process, while the rest runs.",
        discussion: """
            It keeps its port. Services that reach it at another address than before are restarted once it is ready. \
            Data does not move along; a message says so where it matters. The choice holds until the stack goes down.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Return at once, without waiting.")
    var noWait = false

    @Option(help: ArgumentHelp("Give up after this many seconds.", valueName: "seconds"))
    var timeout: Double?

    @Argument(help: "The service.")
    var service: String

    @Argument(
        help: "docker, native, or auto, which prefers docker.",
        transform: SwitchCommand.preference
    )
    var runtime: RuntimePreference

    private static func preference(_ text: String) throws -> RuntimePreference {
        if let preference = RuntimePreference(rawValue: text) { return preference }
        throw ValidationError("unknown runtime '\(text)'; expected docker, native or auto")
    }

    func run() async throws {
        var options = LifecycleOptions()
        options.project = project
        options.noWait = noWait
        options.timeout = timeout
        options.services = [service]
        try await options.performAndWait(.switchRuntime(service: service, runtime: runtime))
    }
}

/// `cpadev stop`
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop services, dependents first."
    )

    @OptionGroup var options: LifecycleOptions

    func run() async throws {
        let client = try StackConnection.open(options.project).client
        let running = Set(try await client.snapshot().services.filter { !$0.isAtRest }.map(\.name))
        let reply = try await client.perform(.stop(services: options.services))
        guard !options.noWait else { return }
        // What did not run has nothing to tell.
        var waiting = running.intersection(reply.services)
        if waiting.isEmpty { return }
        var snapshot: StackSnapshot?
        for try await update in client.updates(after: nil) {
            if case .snapshot(let new) = update { snapshot = new }
            if case .event(let event) = update { snapshot?.apply(event) }
            for status in snapshot?.services ?? [] where waiting.contains(status.name) && status.isAtRest {
                waiting.remove(status.name)
                Terminal.standardError.write("· \(status.stopWords)\n")
            }
            if waiting.isEmpty { return }
        }
    }
}

extension ServiceStatus {
    /// For people, of one that was stopped: how it ended where that is worth a look.
    var stopWords: String { "\(name) stopped" + (notableExit.map { " (\($0))" } ?? "") }

    /// An instance of it runs.
    var hasInstance: Bool {
        switch state {
        case .starting, .running, .paused, .unreachable, .stopping: true
        case .waiting, .preparing, .stopped, .backoff, .gaveUp, .failed, .skipped, .unavailable, .completed: false
        }
    }

    /// No instance runs or is about to.
    var isAtRest: Bool {
        switch state {
        case .stopped, .gaveUp, .failed, .skipped, .unavailable, .completed: true
        case .waiting, .preparing, .starting, .running, .paused, .unreachable, .stopping, .backoff: false
        }
    }
}
