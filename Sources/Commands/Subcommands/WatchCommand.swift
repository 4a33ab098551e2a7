import ArgumentParser
import ComposeModel
import ControlAPI
import ControlClient
import Glibc
import OrderedCollections
import StackHost
import UnixSignals

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Apply file changes to running services.",
        discussion: """
            The Compose file defines the action for a change, under develop: {watch: …}: sync, rebuild, restart, \
            sync+restart or sync+exec. A native service uses the files themselves, so there is nothing to copy; restart \
            restarts it. Starts the stack if it is not running; the stack keeps running after the watch.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(name: .customLong("no-up"), help: "Do not start services that are not running.")
    var noUp = false

    @Argument(help: "Only these services.")
    var services: [String] = []

    func run() async throws {
        let stack = try LoadedStack.load(project)
        try stack.requireServices()
        try CommandFailure.refuseUnknown(services, among: stack.project.services.keys)
        let client = ControlClient(stack.location)
        let session = try WatchSession(stack.project, services: services, client: client) {
            Terminal.standardOutput.write("\($0)\n")
        }
        try await start(stack.location, client)
        let end = try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup) { break }
                return "stopped watching; the stack keeps running"
            }
            group.addTask {
                await session.run()
                return "stopped watching"
            }
            group.addTask {
                do { for try await _ in client.updates(after: nil) {} } catch {
                    // The connection breaks when the supervisor exits, as expected.
                }
                return "the stack was stopped"
            }
            defer { group.cancelAll() }
            return try await group.next() ?? ""
        }
        Terminal.standardError.write("\(end)\n")
    }

    private func start(_ location: StackLocation, _ client: ControlClient) async throws {
        guard !noUp else {
            _ = try StackConnection.open(project)
            return
        }
        let (reply, _) = try await StackStart(location: location, options: project).begin(services, client)
        for change in reply.changes { Terminal.standardError.write("· \(change)\n") }
        let follower = StartupFollower(client: client, goal: .ready, services: reply.services)
        _ = try await follower.follow(from: reply.sequence, timeout: nil)
    }
}
