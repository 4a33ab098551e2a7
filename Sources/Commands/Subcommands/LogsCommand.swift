import ArgumentParser
import ControlAPI
import ControlClient
import ControlServer
import LogStore
import SystemPackage

/// `cpadev logs`
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what services wrote, merged by time.",
        discussion: "Also works while the stack is down."
    )

    @OptionGroup var project: ProjectOptions

    @Flag(name: [.customShort("f"), .customLong("follow")], help: "Go on with what is written from now on.")
    var follow = false

    @Option(name: [.customShort("n"), .customLong("tail")], help: "Only so many of the newest lines.")
    var tail: Int?

    @Flag(help: "When each line arrived, in UTC.")
    var timestamps = false

    @Argument(help: "Only these services; all otherwise.")
    var services: [String] = []

    func validate() throws {
        if let tail, tail < 0 { throw ValidationError("--tail must not be negative.") }
    }

    func run() async throws {
        let location = try StackLocation(
            project,
            environment: CallerEnvironment.variables,
            workingDirectory: CallerEnvironment.workingDirectory
        )
        let query = LogQuery(services: services, tail: tail, follow: follow)
        if UnixSocket.isListening(at: location.socketPath) {
            let client = ControlClient(socketPath: location.socketPath)
            let snapshot = try await client.snapshot()
            let names = snapshot.services.map(\.name)
            try check(known: names)
            let shown = snapshot.services.filter { services.isEmpty || services.contains($0.name) }
            Terminal.standardError.write(LogLossLines.render(shown, .standardError))
            let printer = printer(names)
            for try await batch in client.logs(query) { printer.print(batch.lines) }
        } else if follow {
            throw CommandFailure(.unavailable, "no stack is running here to follow", hint: "start it with: cpadev up")
        } else {
            try await printStored(location, query)
        }
    }

    private func printer(_ names: [String]) -> LogPrinter {
        LogPrinter(
            services: services.isEmpty ? names : services,
            terminal: .standardOutput,
            showsTimes: timestamps
        )
    }

    private func check(known names: [String]) throws {
        for name in services where !names.contains(name) {
            throw CommandFailure(
                .usage,
                "no service '\(name)'",
                hint: "the services are: \(names.joined(separator: ", "))"
            )
        }
    }

    /// Reads the files themselves, under the stack's lock, so that no supervisor opens them meanwhile.
    private func printStored(_ location: StackLocation, _ query: LogQuery) async throws {
        guard StackLocation.exists(location.logsDirectory) else {
            throw CommandFailure(.unavailable, "there are no logs yet", hint: "start the stack with: cpadev up")
        }
        let lock = try HeldLock(path: location.lockPath)
        defer { withExtendedLifetime(lock) {} }
        let store = try LogStore(directory: FilePath(location.logsDirectory))
        defer { store.close() }
        let names = store.services
        try check(known: names)
        let printer = printer(names)
        let logs = try (services.isEmpty ? names : services).map { try store.log(for: $0) }
        for try await batch in LogMerge(logs, from: tail.map { .tail($0) } ?? .beginning, follows: false) {
            printer.print(batch.map { LogLine($0) })
        }
    }
}
