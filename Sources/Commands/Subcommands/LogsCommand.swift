import ArgumentParser
import ControlAPI
import ControlClient
import Foundations
import LogAnalysis
import StackHost

struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show the output of services, merged by time.",
        discussion: """
            Also works while the stack is down. With -f, it continues across restarts of services and of the supervisor; \
            after the stack is taken down, it ends within 10 s.

            Values of variables with names of secrets (PASSWORD, SECRET, TOKEN, KEY and the like) in the Compose file, \
            its env files or .env, and passwords in URLs there, are masked; --show-secrets shows them.

            --patterns groups lines that differ only in variable parts. --new-since-green shows only patterns that are \
            new since the whole stack was last healthy: since it became healthy or, if it no longer is, since 10 s \
            before the end of that period, as the cause of a failure is often logged a moment before it shows. The whole \
            stack is healthy while every service is ready, except those that are stopped or unavailable here. If it has \
            never been healthy, all patterns are new.

            Exit codes: 0 even if no line matches; 64 for an invalid pattern, time or name.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(name: [.customShort("f"), .customLong("follow")], help: "Follow log output.")
    var follow = false

    @Option(
        name: [.customShort("n"), .customLong("tail")],
        parsing: .unconditional,
        help: ArgumentHelp("Show only this many of the newest lines.", valueName: "n")
    )
    var tail: Int?

    @OptionGroup var options: LogOptions

    @Flag(help: "Show patterns of lines with counts instead of the lines.")
    var patterns = false

    @Flag(help: "With --patterns: show only patterns that are new since the stack was last healthy.")
    var newSinceGreen = false

    @Flag(help: "Print JSON objects: service, time, stream, number, text; level, message and fields if present.")
    var json = false

    @Flag(help: "Show when each line arrived, in local time.")
    var timestamps = false

    @Flag(
        name: [.customLong("no-log-prefix"), .customLong("no-prefix")],
        help: "Print only what services wrote, without their names; cpadev's own lines with --stream system."
    )
    var noLogPrefix = false

    @Flag(help: "Print no colours, neither cpadev's nor the services'. Implied by NO_COLOR, a pipe or a file.")
    var noColor = false

    @Flag(help: "Print lines as services wrote them: JSON on a terminal, escape sequences to a pipe or a file.")
    var raw = false

    @Flag(help: "Do not mask secrets.")
    var showSecrets = false

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Write the lines to a file, without colours; - is standard output.", valueName: "file")
    )
    var output: String?

    /// The output file; nil for standard output.
    var outputFile: String? { output == "-" ? nil : output }

    @Argument(help: "Only these services (default: all).")
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
        // Report an invalid filter before contacting the supervisor.
        var query = LogQuery(
            services: services,
            filter: try options.filter(now: WallClock.nowNs),
            tail: tail,
            follow: follow,
            context: options.context,
            showsSecrets: showSecrets
        )
        // Without names, cpadev's own lines would look like a service's.
        if noLogPrefix, query.filter.streams.isEmpty { query.filter.streams = [.stdout, .stderr] }
        let location = try StackLocation(project)
        let source = try await source(location, until: query.filter.until)
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
            writer.sink.exitWithReader()
            let follower = LogFollower(
                client: client,
                location: location,
                query: query,
                openFiles: { try storedLogs(location) },
                take: { try writer.write($0, $1) }
            )
            try await follower.run()
        } else {
            // Nobody writes to the logs of a stack that is down.
            query.follow = false
            for try await batch in try await source.batches(query) { try writer.write(batch) }
        }
        try writer.finish()
    }

    private func source(_ location: StackLocation, until: Int64?) async throws -> LogSource {
        if try StackConnection.isRunning(location, project) {
            let client = ControlClient(location)
            return .supervisor(client, try await client.snapshot())
        }
        let isOver = until.map { $0 <= WallClock.nowNs } ?? false
        if follow, !isOver {
            throw CommandFailure(.unavailable, "no stack is running here to follow", hint: "start it with: cpadev up")
        }
        return .files(try storedLogs(location))
    }

    private func storedLogs(_ location: StackLocation) throws -> StoredLogs {
        let hasColor = Terminal.standardError.hasColor
        return try StoredLogs(location, project.source, showsSecrets: showSecrets, color: hasColor)
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
