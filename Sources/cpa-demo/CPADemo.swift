import ArgumentParser

/// The demo backend and frontend for stacks without checkouts of the real ones, and the receivers of notifications.
@main
struct CPADemo: AsyncParsableCommand {
    /// The version reported by `/api/v1/health`.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "cpa-demo",
        abstract: "A small backend and frontend that read the stack's real stores, and receivers of its alerts.",
        version: version,
        subcommands: [BackendCommand.self, FrontendCommand.self, NotificationsCommand.self]
    )
}

/// The options for a server's listening address.
struct ListenOptions: ParsableArguments {
    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on.")
    var port: Int
}
