package import ArgumentParser
import Glibc
import StackHost

package struct CPADev: AsyncParsableCommand {
    package static let version = ProgramBuild.version

    /// The name, the help text, and the subcommands with their groups.
    package static let configuration = CommandConfiguration(
        commandName: "cpadev",
        abstract: "Run and monitor a local development stack from a Compose file.",
        discussion: """
            PROJECT OPTIONS (before the subcommand, or after it in their long form):
              -f, --file <path>            Compose file; may be repeated to merge several.
              -p, --project-name <name>    Project name.
              --project-directory <path>   Base directory of relative paths.
              --env-file <path>            Env file to use instead of .env; may be repeated.
              --profile <name>             Profile to enable; may be repeated.
              --environment <name>         Environment to act on, such as demo.

            Exit codes: 0 success; 1 a service failed or is unhealthy; 64 usage error; 65 invalid Compose, seed or env \
            file; 69 supervisor, engine or dependency unavailable; 75 timeout; 126 exec command not executable; 127 \
            exec command not found; 130 interrupted by Ctrl-C.
            """,
        version: "cpadev \(version)",
        // Internal commands, started by `up` and hidden from the help.
        subcommands: [SuperviseCommand.self, GuardCommand.self, JobCommand.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Stack",
                subcommands: [
                    UpCommand.self, DownCommand.self, StatusCommand.self, WithCommand.self, LsCommand.self,
                    WaitCommand.self, AlertsCommand.self, DashboardCommand.self, RecordCommand.self,
                    EnvironmentsCommand.self,
                ]
            ),
            CommandGroup(
                name: "Services",
                subcommands: [
                    StartCommand.self, StopCommand.self, RestartCommand.self, SwitchCommand.self, LogsCommand.self,
                    ExecCommand.self, OpenCommand.self, WatchCommand.self,
                ]
            ),
            CommandGroup(
                name: "Data",
                subcommands: [SeedCommand.self, ResetCommand.self, SnapshotCommand.self, PullCommand.self]
            ),
            CommandGroup(
                name: "Project",
                subcommands: [
                    ConfigCommand.self, GraphCommand.self, CICommand.self, EnvCommand.self, DoctorCommand.self,
                    KeysCommand.self, ComposeCommand.self, VersionCommand.self,
                ]
            ),
        ]
    )

    /// Required by ArgumentParser. Use ``run(arguments:)`` instead.
    package init() {}

    /// Parses `supervise` and `guard`, which `up` waits for, without building the whole command tree.
    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        switch arguments.first {
        case "supervise": try SuperviseCommand.parse(Array(arguments.dropFirst()))
        case "guard": try GuardCommand.parse(Array(arguments.dropFirst()))
        default: try parsedHoisted(ArgumentHoisting.hoist(arguments))
        }
    }

    private static func parsedHoisted(_ arguments: [String]) throws -> any ParsableCommand {
        try CommandNames.check(arguments)
        return try parseAsRoot(arguments)
    }

    /// Parses the arguments, runs the command, and ends the process with its exit code.
    package static func run(arguments: [String]) async -> Never {
        StandardDescriptors.occupy()
        // A closed reader is reported by write(2) as an error, not by a signal.
        signal(SIGPIPE, SIG_IGN)
        if arguments.first == CompletionCommand.name {
            await CompletionCommand.run(Array(arguments.dropFirst()))
            ProcessExit.exit(.done)
        }
        if let script = CompletionScript.asked(by: arguments, shell: CallerEnvironment.variables["SHELL"]) {
            Terminal.standardOutput.writeData(script.text)
            ProcessExit.exit(.done)
        }
        do {
            var command = try parsed(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            ProcessExit.exit(.done)
        } catch {
            guard let failure = error as? CommandFailure ?? CommandFailure(error) else { end(with: error) }
            failure.report()
            ProcessExit.exit(failure.code)
        }
    }

    /// Prints ArgumentParser's output (help, completions, usage errors) through ``Terminal`` like all other output.
    private static func end(with error: any Error) -> Never {
        let (text, code) = (fullMessage(for: error), exitCode(for: error))
        if code != .success {
            UsageError.failure(message(for: error), details: text).report()
        } else if !text.isEmpty {
            Terminal.standardOutput.writeData(text + "\n")
        }
        fflush(nil)
        Glibc.exit(code.rawValue)
    }
}

/// Exits the process after flushing its streams.
enum ProcessExit {
    static func exit(_ code: CommandExit) -> Never {
        fflush(nil)
        Glibc.exit(code.rawValue)
    }
}
