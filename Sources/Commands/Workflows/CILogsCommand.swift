import ArgumentParser
import Glibc
import StackHost

struct CILogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show and search the logs of a run's jobs.",
        discussion: """
            Shows the newest run, also while it runs. The names are those of jobs; the other options are those of cpadev \
            logs. A step begins with ▶ and its name, and ends with ✔, ✗ or ?. Example: \
            cpadev ci logs backend-check --grep 'panicked|FAILED' -C 5
            """
    )

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("Number of the run (default: the newest).", valueName: "number")
    )
    var number: Int?

    @OptionGroup var logs: LogsCommand

    mutating func run() async throws {
        let folder = try RunFolder.find(number, try StackLocation(logs.project))
        // From here on, this command is about the stack of the run.
        setenv("CPADEV_STATE_DIR", folder.stateDirectory, 1)
        unsetenv(EnvironmentOverlay.variable)
        logs.project = try ProjectOptions.parse(["--file", folder.projectFile])
        try await logs.run()
    }
}
