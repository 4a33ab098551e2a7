import ArgumentParser
import ControlClient
import Glibc
import StackHost

struct DownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down",
        abstract: "Stop all services, dependents first, and the supervisor.",
        discussion: "Data is kept for the next up, unless --volumes is given."
    )

    /// How long to wait for a supervisor that has not answered yet.
    private static let startPatience = Duration.seconds(10)

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Also remove the services' data.")
    var volumes = false

    @OptionGroup var confirmation: SharedDataOptions

    func run() async throws {
        let location = try StackLocation(project)
        if volumes { try confirmation.require("deletes", project) }
        // As after an up that was killed: its supervisor goes on starting.
        if (try? location.isRunning()) == false {
            await LockWait(location).untilListening(until: .now + Self.startPatience)
        }
        if try StackConnection.isRunning(location, project, stopsStack: true) {
            let client = ControlClient(location)
            let shutdown = StackShutdown(client: client, location: location) { [project] in
                (try? LoadedStack.load(project)).map { EndLimit.limit(of: $0.project) }
            }
            let end = try await shutdown.end(removingVolumes: volumes)
            guard case .forced(let lines) = end else { return }
            // Clean up what the supervisor left behind, including containers.
            await LockWait(location).untilFree(within: .seconds(2))
            try await cleanUp(location)
            throw StackShutdown.failure(lines)
        }
        try await cleanUp(location)
    }

    /// Cleans up after a supervisor that was killed. None is running.
    private func cleanUp(_ location: StackLocation) async throws {
        let terminal = Terminal.standardError
        // No supervisor may start meanwhile: its services would be taken for leftovers.
        let state = try StateFolder(location).open()
        let run = try state?.run()
        let leftovers = try run.flatMap { run throws(CommandFailure) in try LeftoverProcesses(in: run) }
        defer { withExtendedLifetime(leftovers) {} }
        for line in try leftovers?.end() ?? [] { terminal.write("· \(line)\n") }
        for line in GuardianReport.take(run) {
            terminal.write("· the supervisor had died; its guardian \(line)\n")
        }
        if let leftovers {
            leftovers.forget()
            unlink(location.socketPath)
        }
        let hadData = state.map { ServiceData($0).isPresent } ?? false
        let left = volumes ? state.map { ServiceData($0).remove() } ?? [] : []
        for line in left { terminal.write("! left \(line)\n") }
        let hadContainers = try await cleanUpContainers(location)
        let isRemoved = hadData || hadContainers
        let fate = ServiceData.fate(hadData: isRemoved, isLeft: !left.isEmpty, "the services' data", in: location)
        terminal.write("nothing is running\(volumes ? fate : "")\n")
    }

    /// - Returns: whether containers were running.
    private func cleanUpContainers(_ location: StackLocation) async throws -> Bool {
        let terminal = Terminal.standardError
        guard let containers = try LeftoverContainers(location, project.source) else { return false }
        let names: [String]
        do throws(CommandFailure) {
            names = try await containers.running()
            for name in names {
                terminal.write("· stopping container \(name), left over\n")
            }
        } catch {
            terminal.write("! cannot look for leftover containers: \(error.message)\n")
            return false
        }
        let problems = await containers.stopAndRemove(removingData: volumes)
        guard problems.isEmpty else {
            throw CommandFailure(.failed, problems.joined(separator: "\n"), hint: "cpadev down again, or docker rm -f")
        }
        return !names.isEmpty
    }
}
