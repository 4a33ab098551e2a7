import ArgumentParser
import ComposeModel
import ControlAPI
import ControlClient
import CursesScreen
import Foundations
import Glibc
import StackHost
import UnixSignals
import YAMLTree

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start the stack, or attach to it.",
        discussion: """
            On a terminal, it shows the screen; otherwise it prints progress, then the logs. If the stack is running, it \
            attaches to it. Services whose definition changed in the Compose file are restarted.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(name: [.customShort("d"), .customLong("detach")], help: "Run in the background; return once all is started.")
    var detach = false

    @Flag(name: .customLong("no-tui"), help: "Print progress and logs as lines, even on a terminal.")
    var noTUI = false

    @Flag(help: "Wait until everything is healthy; exit with code 1 if something cannot be. Implies --detach.")
    var wait = false

    @Flag(help: "Apply file changes to services, as cpadev watch does.")
    var watch = false

    @Flag(name: .customLong("no-seed"), help: "Do not load seed data into a fresh stack.")
    var noSeed = false

    @Option(
        help: ArgumentHelp(
            "Host ports of a stack that is not running: fixed, as in the Compose file, or auto, which replaces those "
                + "that are taken (default: the Compose file's x-cpadev.ports).",
            valueName: "fixed|auto"
        )
    )
    var ports: PortChoice?

    @Option(
        name: .customLong("runtime"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "Runtime: docker, native or auto for all services, NAME=docker for one. May be repeated; "
                + "overrides the Compose file until the stack goes down.",
            valueName: "[name=]runtime"
        )
    )
    var runtimes: [String] = []

    @Option(
        name: .customLong("scale"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "Scale a service to this number of replicas, at most 100. May be repeated; overrides the Compose file "
                + "until the stack goes down.",
            valueName: "name=number"
        )
    )
    var scales: [ServiceScale] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Maximum time to wait, in seconds.", valueName: "seconds"),
        transform: WaitTime.seconds
    )
    var waitTimeout: Double?

    @Argument(help: "Only these services and their dependencies.")
    var services: [String] = []

    func validate() throws {
        _ = try RuntimeOverrides.parsing(runtimes)
        if watch, detach || wait {
            throw ValidationError("--watch cannot be used with --detach or --wait; use: cpadev watch")
        }
    }

    func run() async throws {
        let location = try StackLocation(project)
        let client = ControlClient(location)
        let began = WallClock.nowNs
        let screen = screenTerminal()
        let session = watch ? try makeWatch(client, usesScreen: screen != nil) : nil
        let signals = TrappedSignals()
        let isForeground = !wait && !detach && screen == nil
        let (reply, isNew) = try await StackStart(
            location: location,
            options: project,
            runtimes: runtimes,
            scales: scales.byService,
            seedsAutomatically: !noSeed,
            ports: ports,
            willLaunch: { if isForeground { await signals.trap() } }
        ).begin(services, client)
        for change in reply.changes { Terminal.standardError.write("· \(change)\n") }
        if !isNew, let ports {
            Terminal.standardError.write(
                "· the stack runs, so --ports \(ports.rawValue) has no effect before cpadev down\n"
            )
        }
        if isNew, location.files.contains(where: InputFiles.isOwnDescriptor) {
            let words = "the Compose file came from a pipe: later commands find this stack with '-f -' in this folder"
            Terminal.standardError.write("· \(words)\n")
        }

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
                reportLineMode(error)
            }
        }
        try await Foreground(
            client: client,
            location: location,
            reply: reply,
            began: began,
            stopsAtEnd: isNew,
            signals: signals
        )
        .run()
    }

    /// The terminal to show the screen on; nil if lines are printed instead.
    private func screenTerminal() -> TerminalDescription? {
        guard !noTUI, !wait, !detach, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return nil }
        do throws(ScreenError) { return try TerminalDescription.choose(CallerEnvironment.variables) } catch {
            reportLineMode(error)
            return nil
        }
    }

    private func reportLineMode(_ error: ScreenError) {
        let terminal = Terminal.standardError
        terminal.write(terminal.paint("! ", .yellow) + "\(error.message): showing progress and logs as lines\n")
    }

    /// The arguments that repeat this command without a screen.
    private func restartArguments(_ location: StackLocation) -> [String] {
        ["up", "--detach"] + project.source.arguments(for: location) + runtimes.flatMap { ["--runtime", $0] }
            + scales.byService.sorted { $0.key < $1.key }.flatMap { ["--scale", "\($0.key)=\($0.value)"] }
            + (ports.map { ["--ports", $0.rawValue] } ?? []) + (noSeed ? ["--no-seed"] : []) + ["--"] + services
    }

    /// Prints lines about the watch only without a screen, which shows the supervisor's notices.
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
            timeout: waitTimeout.map { .seconds($0) }
        )
        if goal == .ready, result.verdict == .reached {
            if result.wasReachedAtOnce {
                let count = reply.services.count
                let are = count == 1 ? "the service is" : "all \(count) services are"
                Terminal.standardOutput.write("\(are) already ready\n")
            } else if reply.isProfiled ?? true, let profile = try await client.startupProfile() {
                Terminal.standardOutput.write(ProfileTable.render(profile, .standardOutput))
            }
        }
        if goal == .ready { try await result.check(client) }
    }
}

extension PortChoice: ExpressibleByArgument {}

extension RuntimeOverrides {
    /// Parses the values of `--runtime`; throws `ValidationError` for an invalid one.
    static func parsing(_ texts: [String]) throws -> RuntimeOverrides {
        if let choices = RuntimeOverrides(texts) { return choices }
        let wrong = texts.first { RuntimeOverrides([$0]) == nil } ?? ""
        throw ValidationError(
            "unknown runtime '\(wrong)'; expected docker, native or auto, or NAME=docker for one service"
        )
    }
}
