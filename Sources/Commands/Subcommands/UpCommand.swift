import ArgumentParser
import ComposeModel
import ControlAPI
import ControlClient
import CursesScreen
import Glibc
import UnixSignals

/// `cpadev up`
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start the stack, or attach to it.",
        discussion: """
            On a terminal it shows the screen; elsewhere progress, then the logs. In a second terminal it attaches \
            to the stack that runs. Services whose definition changed in the Compose file are restarted.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(name: [.customShort("d"), .customLong("detach")], help: "Return once everything is started.")
    var detach = false

    @Flag(name: .customLong("no-tui"), help: "Show progress and logs as lines, even on a terminal.")
    var noTUI = false

    @Flag(help: "Return once everything is healthy, or with exit code 1 if something cannot be. Implies --detach.")
    var wait = false

    @Flag(help: "Also apply file changes to services, as cpadev watch does.")
    var watch = false

    @Flag(name: .customLong("no-seed"), help: "Do not load seed data into a fresh stack.")
    var noSeed = false

    @Option(
        name: .customLong("runtime"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "Where services run: docker, native or auto for all of them, NAME=docker for one. May be repeated; "
                + "overrides the Compose file until the stack goes down.",
            valueName: "[name=]runtime"
        )
    )
    var runtimes: [String] = []

    @Option(
        name: .customLong("scale"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "How many of a service run, at most 100; overrides the Compose file until the stack goes down. May be "
                + "repeated.",
            valueName: "name=number"
        )
    )
    var scales: [ServiceScale] = []

    @Option(help: ArgumentHelp("Give up after this many seconds.", valueName: "seconds"))
    var waitTimeout: Double?

    @Argument(help: "Only these services and what they need.")
    var services: [String] = []

    func validate() throws {
        _ = try RuntimeChoices.parsing(runtimes)
        if watch, detach || wait {
            throw ValidationError("--watch cannot be used with --detach or --wait; use: cpadev watch")
        }
        if let waitTimeout, waitTimeout <= 0 { throw ValidationError("--wait-timeout must be more than 0 seconds.") }
    }

    func run() async throws {
        let location = try StackLocation(
            project,
            environment: CallerEnvironment.variables,
            workingDirectory: CallerEnvironment.workingDirectory
        )
        let client = ControlClient(location)
        let began = SystemClock.nanoseconds()
        let screen = screenTerminal()
        let session = watch ? try makeWatch(client, usesScreen: screen != nil) : nil
        let (reply, isNew) = try await StackStart(
            location: location,
            options: project,
            runtimes: runtimes,
            scales: scales.byService,
            seedsByItself: !noSeed
        ).begin(services, client)
        for change in reply.changes { Terminal.standardError.write("· \(change)\n") }

        async let _: Void? = session?.run()
        if wait || detach {
            try await follow(client, reply, goal: wait ? .ready : .started)
            return
        }
        if let screen {
            do {
                return try await TerminalSession(
                    client: client,
                    location: location,
                    terminal: screen,
                    restart: StackRestart(arguments: restartArguments(location))
                ).run()
            } catch let error as ScreenError {
                sayLinesAreShown(error)
            }
        }
        try await Foreground(client: client, location: location, reply: reply, began: began, stopsAtEnd: isNew).run()
    }

    /// The terminal that the screen is shown on; nil where lines are shown instead.
    private func screenTerminal() -> TerminalDescription? {
        guard !noTUI, !wait, !detach, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return nil }
        do throws(ScreenError) { return try TerminalDescription.choose(CallerEnvironment.variables) } catch {
            sayLinesAreShown(error)
            return nil
        }
    }

    private func sayLinesAreShown(_ error: ScreenError) {
        let terminal = Terminal.standardError
        terminal.write(terminal.paint("! ", .yellow) + "\(error.message): showing progress and logs as lines\n")
    }

    /// This command once more, without a screen.
    private func restartArguments(_ location: StackLocation) -> [String] {
        ["up", "--detach"] + project.arguments(for: location) + runtimes.flatMap { ["--runtime", $0] }
            + scales.byService.sorted { $0.key < $1.key }.flatMap { ["--scale", "\($0.key)=\($0.value)"] }
            + (noSeed ? ["--no-seed"] : []) + ["--"] + services
    }

    /// On the screen the supervisor's notices tell what is done; elsewhere lines do.
    private func makeWatch(_ client: ControlClient, usesScreen: Bool) throws -> WatchSession {
        let stack = try LoadedStack.load(project)
        return try WatchSession(stack.project, services: services, client: client) { line in
            if !usesScreen { Terminal.standardError.write("watch: \(line)\n") }
        }
    }

    private func follow(_ client: ControlClient, _ reply: CommandReply, goal: ReadinessWaiter.Goal) async throws {
        let follower = StartupFollower(client: client, goal: goal, services: reply.services)
        let result = try await follower.follow(
            from: reply.sequence,
            timeout: waitTimeout.map { .milliseconds(Int64($0 * 1000)) }
        )
        if goal == .ready, result.verdict == .reached {
            if result.wasSoAtOnce {
                Terminal.standardOutput.write("all \(reply.services.count) services are ready already\n")
            } else if reply.isProfiled ?? true, let profile = try await client.startupProfile() {
                Terminal.standardOutput.write(ProfileTable.render(profile, .standardOutput))
            }
        }
        if goal == .ready { try await result.check(client) }
    }
}

extension RuntimeChoices {
    /// The choices of `--runtime`; throws `ValidationError` where one of them is none.
    static func parsing(_ texts: [String]) throws -> RuntimeChoices {
        if let choices = RuntimeChoices(texts) { return choices }
        let wrong = texts.first { RuntimeChoices([$0]) == nil } ?? ""
        throw ValidationError(
            "unknown runtime '\(wrong)'; expected docker, native or auto, or NAME=docker for one service"
        )
    }
}
