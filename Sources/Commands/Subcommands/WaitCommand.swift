import ArgumentParser
import ControlAPI
import ControlClient
import StackHost

struct WaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait until services are healthy.",
        discussion: "Exit code 1 if one cannot become healthy, 75 on timeout."
    )

    @OptionGroup var project: ProjectOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Maximum time to wait, in seconds.", valueName: "seconds"),
        transform: WaitTime.seconds
    )
    var timeout: Double?

    @Argument(help: "Only these services (default: all).")
    var services: [String] = []

    func run() async throws {
        let client = try StackConnection.open(project).client
        let snapshot = try await client.snapshot()
        try CommandFailure.refuseUnknown(services, among: snapshot.services.map(\.name))
        // Without names: every service that should run, that is, all but those stopped on request.
        let wanted = snapshot.services.filter { status in
            services.isEmpty ? status.state != .stopped : services.contains(where: status.isMeant)
        }.map(\.name)
        let follower = StartupFollower(client: client, goal: .ready, services: wanted)
        let result = try await follower.follow(from: 0, timeout: timeout.map { .seconds($0) })
        try await result.check(client)
    }
}
