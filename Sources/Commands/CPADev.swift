package import ArgumentParser
import Glibc

/// The `cpadev` command line.
package struct CPADev: AsyncParsableCommand {
    /// This version of cpadev.
    package static let version = "0.1.0"

    /// The name, the help text, and the subcommands with their groups.
    package static let configuration = CommandConfiguration(
        commandName: "cpadev",
        abstract: "Brings a local development stack up from a Compose file, and keeps an eye on it.",
        discussion: """
            PROJECT OPTIONS, before the subcommand, or after it in their long form:
              -f, --file <path>            A Compose file; repeat it to merge several.
              -p, --project-name <name>    The project's name.
              --project-directory <path>   Where relative paths start.
              --env-file <path>            An env file in place of .env; may be repeated.
              --profile <name>             A profile to activate; may be repeated.

            Exit codes: 0 done; 1 a service failed or is unhealthy; 64 usage; 65 a bad Compose, seed or env file; \
            69 no supervisor, engine or dependency to talk to; 75 timed out; 126 and 127 where the command of an exec \
            cannot be executed or is not there; 130 cancelled by Ctrl-C.
            """,
        version: "cpadev \(version)",
        // These two are cpadev's own, started by `up`, and not shown.
        subcommands: [SuperviseCommand.self, GuardCommand.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Stack",
                subcommands: [UpCommand.self, DownCommand.self, StatusCommand.self, WaitCommand.self]
            ),
            CommandGroup(
                name: "Services",
                subcommands: [
                    StartCommand.self, StopCommand.self, RestartCommand.self, SwitchCommand.self, LogsCommand.self,
                    ExecCommand.self, OpenCommand.self, WatchCommand.self,
                ]
            ),
            CommandGroup(name: "Data", subcommands: [SeedCommand.self, ResetCommand.self, SnapshotCommand.self]),
            CommandGroup(
                name: "Project",
                subcommands: [
                    ConfigCommand.self, GraphCommand.self, EnvCommand.self, DoctorCommand.self, KeysCommand.self,
                    ComposeCommand.self,
                    VersionCommand.self,
                ]
            ),
        ]
    )

    /// As ArgumentParser needs it; ``run(arguments:)`` is the way in.
    package init() {}

    /// The two that `up` waits for are taken without building the whole tree of commands.
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
        // A reader that goes away ends the program by an error of write(2), not by a signal.
        signal(SIGPIPE, SIG_IGN)
        if arguments.first == CompletionCommand.name {
            await CompletionCommand.run(Array(arguments.dropFirst()))
            Foundations.exit(.done)
        }
        if let script = CompletionScript.asked(by: arguments, shell: CallerEnvironment.variables["SHELL"]) {
            Terminal.standardOutput.writeData(script.text)
            Foundations.exit(.done)
        }
        do {
            var command = try parsed(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            Foundations.exit(.done)
        } catch {
            guard let failure = error as? CommandFailure ?? CommandFailure(error) else { end(with: error) }
            failure.report()
            Foundations.exit(failure.code)
        }
    }

    /// What ArgumentParser would print, through the one place where commands write: help, completions, usage errors.
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

/// The end of the process, in one place.
enum Foundations {
    static func exit(_ code: CommandExit) -> Never {
        fflush(nil)
        Glibc.exit(code.rawValue)
    }
}
