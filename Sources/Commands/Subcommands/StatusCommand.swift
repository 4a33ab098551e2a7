import ArgumentParser
import ControlAPI
import ControlClient
import StackHost

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the state, health, ports and program of each service.",
        discussion: "Exit code 1 if a service failed or is unhealthy, 69 if no stack is running."
    )

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Print a JSON object.")
    var json = false

    @Flag(help: "Show the startup profile: where the time of the last start went.")
    var startup = false

    func run() async throws {
        let client = try await connect()
        let output = Terminal.standardOutput
        if startup {
            guard let profile = try await client.startupProfile() else {
                throw CommandFailure(.failed, "no start has completed yet", hint: "cpadev wait")
            }
            output.write(
                json ? try JSONText.render(profile) : ProfileTable.render(profile, output)
            )
            return
        }
        let snapshot = try await client.snapshot()
        let width = output.isTerminal ? output.width : nil
        output.write(json ? try JSONText.render(snapshot) : StatusTable.render(snapshot, output, width: width))
        if snapshot.services.contains(where: \.isProblem) { throw CommandFailure(.failed, "") }
    }

    /// Connects to the supervisor. Reports containers that are still running without one.
    private func connect() async throws -> ControlClient {
        do { return try StackConnection.open(project).client } catch {
            guard error.code == .unavailable else { throw error }
            let location = try StackLocation(project)
            guard (try? location.isRunning()) == false,
                let containers = try? LeftoverContainers(location, project.source),
                let names = try? await containers.running(), !names.isEmpty
            else { throw error }
            throw CommandFailure(
                .unavailable,
                "no supervisor is running here, but its containers are still running: \(names.joined(separator: ", "))",
                hint: "cpadev up takes them over, cpadev down removes them"
            )
        }
    }
}
