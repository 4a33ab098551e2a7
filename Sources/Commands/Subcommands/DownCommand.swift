import ArgumentParser
import ControlClient
import NativeRuntime

/// `cpadev down`
struct DownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Stop everything, dependents first, and end the supervisor.",
        discussion: "Data stays for the next up, unless --volumes is given.")

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Remove the services' data, too.")
    var volumes = false

    func run() async throws {
        let location = try StackLocation(
            project, environment: CallerEnvironment.variables, workingDirectory: CallerEnvironment.workingDirectory)
        if UnixSocket.isListening(at: location.socketPath) {
            let client = ControlClient(socketPath: location.socketPath)
            return try await StackShutdown(client: client, location: location).run(removingVolumes: volumes)
        }
        cleanUp(location)
    }

    /// No supervisor runs; one that was killed may have left something.
    private func cleanUp(_ location: StackLocation) {
        let terminal = Terminal.standardError
        if let contents = Ledger.read(path: location.ledgerPath) {
            for ended in LeftoverCleaner(grace: .seconds(2)).clean(contents) {
                terminal.write("· \(ended.killed ? "killed" : "stopped") \(ended.service) (pid \(ended.pid)), left over\n")
            }
        }
        if volumes { DataFolder(location.dataDirectory).removeAll() }
        terminal.write("nothing is running" + (volumes ? "; the services' data is removed" : "") + "\n")
    }
}
