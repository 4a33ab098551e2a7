import ArgumentParser
import ComposeModel
import ControlAPI
import ControlClient
import Foundations
import StackHost

/// The options of start, stop and restart.
struct LifecycleOptions: ParsableArguments {
    @OptionGroup var project: ProjectOptions

    @Flag(help: "Return immediately without waiting.")
    var noWait = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Maximum time to wait, in seconds.", valueName: "seconds"),
        transform: WaitTime.seconds
    )
    var timeout: Double?

    @Argument(help: "Names of the services.")
    var services: [String]

    /// Sends the command and waits until the services are ready.
    func performAndWait(_ command: StackCommand) async throws {
        let connection = try StackConnection.open(project)
        let client = connection.client
        // The supervisor may reload the project, but only this process can read the caller's pipes.
        try CallerInputs.readPipes(of: connection.location)
        try await client.hand(CallerInputs.files.pipedInputsRead)
        let reply = try await client.perform(command)
        for change in reply.changes { Terminal.standardError.write("· \(change)\n") }
        guard !noWait else { return }
        var follower = StartupFollower(client: client, goal: .ready, services: reply.services)
        follower.showsNews = false
        let result = try await follower.follow(
            from: reply.sequence,
            timeout: timeout.map { .seconds($0) }
        )
        try await result.check(client)
    }
}

struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start services and their dependencies."
    )

    @OptionGroup var options: LifecycleOptions

    func run() async throws { try await options.performAndWait(.start(services: options.services)) }
}

struct RestartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart",
        abstract: "Restart services with the current Compose and env files.",
        discussion: "Shows what changed in the definitions. Dependents with `restart: true` are restarted as well."
    )

    @OptionGroup var options: LifecycleOptions

    func run() async throws { try await options.performAndWait(.restart(services: options.services)) }
}

struct SwitchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "switch",
        abstract: "Move a running service into a container, or out of it.",
        discussion: """
            The port stays the same. Services for which its address changes are restarted once it is ready. Data is not \
            moved; a message says so if that matters. The choice applies until the stack goes down.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Return immediately without waiting.")
    var noWait = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Maximum time to wait, in seconds.", valueName: "seconds"),
        transform: WaitTime.seconds
    )
    var timeout: Double?

    @Argument(help: "Name of the service.")
    var service: String

    @Argument(
        help: "Runtime: docker, native or auto, which prefers docker.",
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
        // Services that were not running send no event.
        let stopping = running.intersection(reply.services)
        guard !options.noWait, !stopping.isEmpty else { return }
        guard let timeout = options.timeout else { return try await Self.follow(stopping, client) }
        try await TimeLimit.run {
            try await Self.follow(stopping, client)
        } alarm: {
            try await Task.sleep(for: .seconds(timeout))
            throw try await Self.timedOut(stopping, timeout, client)
        }
    }

    private static func follow(_ stopping: Set<String>, _ client: ControlClient) async throws {
        var progress = StopProgress(stopping)
        var snapshot: StackSnapshot?
        for try await update in client.updates(after: nil) {
            if case .snapshot(let new) = update { snapshot = new }
            if case .event(let event) = update { snapshot?.apply(event) }
            for line in progress.lines(for: snapshot?.services ?? []) { Terminal.standardError.write("· \(line)\n") }
            guard progress.waiting.isEmpty else { continue }
            if progress.restarted.isEmpty { return }
            throw CommandFailure(
                .failed,
                "started again meanwhile: \(progress.restarted.sorted().joined(separator: ", "))",
                hint: "cpadev status"
            )
        }
    }

    private static func timedOut(
        _ stopping: Set<String>,
        _ timeout: Double,
        _ client: ControlClient
    ) async throws -> CommandFailure {
        let late = try await client.snapshot().services.filter { stopping.contains($0.name) && !$0.isAtRest }
        let list = late.map { "\($0.name) \($0.statePhrase)" }
        return CommandFailure(
            .timedOut,
            (["not stopped after \(Duration.seconds(timeout).abbreviated)"] + list).joined(
                separator: "\n"
            ),
            hint: "they are still being stopped: cpadev status"
        )
    }
}

struct StopProgress {
    private(set) var waiting: Set<String>
    /// Services that were started again, by another command, before they were at rest.
    private(set) var restarted: Set<String> = []
    /// Those of ``waiting`` that were seen to stop. The others still wait for their dependents.
    private var stopping: Set<String> = []

    init(_ services: Set<String>) { waiting = services }

    /// Updates the progress.
    /// - Returns: a line for each service that has stopped since the last time.
    mutating func lines(for services: [ServiceStatus]) -> [String] {
        var lines: [String] = []
        for status in services where waiting.contains(status.name) {
            if status.isAtRest {
                waiting.remove(status.name)
                lines.append(status.stopWords)
            } else if status.state == .stopping {
                stopping.insert(status.name)
            } else if stopping.contains(status.name) {
                waiting.remove(status.name)
                restarted.insert(status.name)
            }
        }
        return lines
    }
}

extension ServiceStatus {
    /// The message about a stopped service, with its exit status if notable.
    var stopWords: String { "\(name) stopped" + (notableExit.map { " (\($0))" } ?? "") }

    var hasInstance: Bool {
        switch state {
        case .starting, .running, .paused, .unreachable, .stopping: true
        case .waiting, .preparing, .stopped, .backoff, .gaveUp, .failed, .skipped, .unavailable, .completed: false
        }
    }

    /// Whether no instance is running or about to start.
    var isAtRest: Bool {
        switch state {
        case .stopped, .gaveUp, .failed, .skipped, .unavailable, .completed: true
        case .waiting, .preparing, .starting, .running, .paused, .unreachable, .stopping, .backoff: false
        }
    }
}
