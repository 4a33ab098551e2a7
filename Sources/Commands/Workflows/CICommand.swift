import ArgumentParser

struct CICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ci",
        abstract: "Run GitHub Actions workflows on this machine.",
        discussion: """
            The workflows are those of the checkout, in .github/workflows, and those beside the Compose file, in \
            workflows. To run one that has the name of a subcommand: cpadev ci run NAME.
            """,
        subcommands: [
            CIRunCommand.self, CILogsCommand.self, CIHistoryCommand.self, CILintCommand.self,
        ],
        defaultSubcommand: CIRunCommand.self
    )
}
