import ArgumentParser
import ControlAPI
import ControlClient
import LogAnalysis

/// `cpadev logs`
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what services wrote, merged by time.",
        discussion: """
            Also works while the stack is down. With -f it continues through restarts of services and of the supervisor; \
            once the stack was taken down, it ends after 10 s.

            Values of variables whose names say that they are secret (PASSWORD, SECRET, TOKEN, KEY and their like), and \
            passwords in URLs, in the Compose file, its env files or .env, are masked; --show-secrets shows them.

            --patterns folds lines into shapes: what differs from line to line is left open. With --new-since-green it \
            shows only shapes of which no line came before the stack was healthy as a whole and still is; or, where it \
            is not, before the last 10 s of the time in which it last was, as what breaks a service is often written a \
            moment before it shows. The stack is healthy as a whole while every service is ready but those that were \
            stopped or cannot be had here. Where it never was, all shapes are new.

            Exit codes: 0 also where no line matches; 64 where a pattern, time or name cannot be understood.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(name: [.customShort("f"), .customLong("follow")], help: "Follow log output.")
    var follow = false

    @Option(
        name: [.customShort("n"), .customLong("tail")],
        parsing: .unconditional,
        help: ArgumentHelp("Show only the newest lines, this many.", valueName: "n")
    )
    var tail: Int?

    @OptionGroup var options: LogOptions

    @Flag(help: "Show patterns of lines with their counts, instead of the lines.")
    var patterns = false

    @Flag(help: "With --patterns: only patterns that are new since the stack was last healthy.")
    var newSinceGreen = false

    @Flag(help: "One JSON object per line: service, time, stream, number, text; level, message and fields if present.")
    var json = false

    @Flag(help: "When each line arrived, in this machine's time.")
    var timestamps = false

    @Flag(help: "No colours, neither cpadev's nor the services'; so also with NO_COLOR, and into a pipe or a file.")
    var noColor = false

    @Flag(help: "Lines as the services wrote them: JSON on a terminal, escape sequences into a pipe or a file.")
    var raw = false

    @Flag(help: "Show the values of secrets as they are.")
    var showSecrets = false

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Write the lines into a file, without colours; - is standard output.", valueName: "file")
    )
    var output: String?

    /// The file that is written; nil: standard output.
    var outputFile: String? { output == "-" ? nil : output }

    @Argument(help: "Only these services; all otherwise.")
    var services: [String] = []

    func validate() throws {
        if let tail, tail < 0 { throw ValidationError("--tail must not be negative.") }
        if newSinceGreen, !patterns { throw ValidationError("--new-since-green needs --patterns.") }
        if newSinceGreen, options.since != nil {
            throw ValidationError("use either --new-since-green or --since, not both")
        }
        if patterns, follow || tail != nil || output != nil || options.context != 0 {
            throw ValidationError("--patterns reads all lines; it cannot be used with -f, -n, -C or --output")
        }
    }

    func run() async throws {
        // What is wrong with the question is told before anything is asked.
        var query = LogQuery(
            services: services,
            filter: try options.filter(now: SystemClock.nanoseconds()),
            tail: tail,
            follow: follow,
            context: options.context,
            showsSecrets: showSecrets
        )
        let location = try StackLocation(
            project,
            environment: CallerEnvironment.variables,
            workingDirectory: CallerEnvironment.workingDirectory
        )
        let source = try await source(location)
        try CommandFailure.refuseUnknown(services, among: source.services)
        if case .supervisor(_, let snapshot) = source {
            let shown = snapshot.services.filter { services.isEmpty || services.contains(where: $0.isMeant) }
            if !services.isEmpty { query.services = shown.map(\.name) }
            Terminal.standardError.write(LogLossLines.render(shown, .standardError))
        }
        if let firm = options.firm { query.filter.words = try LogOptions.words(firm: firm, among: source.firms) }
        if patterns { return try await printPatterns(source, query) }
        var writer = try LogWriter(self, known: source.services)
        if follow, case .supervisor(let client, _) = source {
            writer.sink.endWithReader()
            let follower = LogFollower(
                client: client,
                query: query,
                openFiles: { try StoredLogs(location, project, showsSecrets: showSecrets) },
                take: { try writer.write($0, $1) }
            )
            try await follower.run()
        } else {
            for try await batch in try await source.batches(query) { try writer.write(batch) }
        }
        try writer.finish()
    }

    private func source(_ location: StackLocation) async throws -> LogSource {
        if UnixSocket.isListening(at: location.socketPath) {
            let client = ControlClient(location)
            return .supervisor(client, try await client.snapshot())
        }
        if follow {
            throw CommandFailure(.unavailable, "no stack is running here to follow", hint: "start it with: cpadev up")
        }
        return .files(try StoredLogs(location, project, showsSecrets: showSecrets))
    }

    private func printPatterns(_ source: LogSource, _ query: LogQuery) async throws {
        let result = try await source.patterns(query, newSinceGreen: newSinceGreen)
        let terminal = Terminal.standardOutput
        if newSinceGreen { Terminal.standardError.write(PatternTable.explanation(result) + "\n") }
        if json { return terminal.write(try JSONText.render(PatternJSON(result))) }
        guard !result.patterns.isEmpty else { return Terminal.standardError.write("no lines\n") }
        let width = terminal.isTerminal ? terminal.width : nil
        terminal.write(
            PatternTable.render(result, terminal, colors: terminal.hasColor && !noColor, width: width)
        )
    }
}
