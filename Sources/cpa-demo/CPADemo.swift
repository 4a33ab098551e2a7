import ArgumentParser

/// The demo backend and frontend of a stack that has no checkouts of the real ones.
@main
struct CPADemo: AsyncParsableCommand {
    /// What `/api/v1/health` tells.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "cpa-demo",
        abstract: "A small backend and frontend that read the stack's real stores.",
        version: version,
        subcommands: [BackendCommand.self, FrontendCommand.self]
    )
}

/// Where a server listens.
struct ListenOptions: ParsableArguments {
    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on.")
    var port: Int
}
