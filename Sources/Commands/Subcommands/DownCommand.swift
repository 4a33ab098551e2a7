import ArgumentParser
import ControlClient
import Glibc
import NativeRuntime

/// `cpadev down`
struct DownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down",
        abstract: "Stop everything, dependents first, and end the supervisor.",
        discussion: "Data stays for the next up, unless --volumes is given."
    )

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Remove the services' data, too.")
    var volumes = false

    func run() async throws {
        let location = try StackLocation(
            project,
            environment: CallerEnvironment.variables,
            workingDirectory: CallerEnvironment.workingDirectory
        )
        if UnixSocket.isListening(at: location.socketPath) {
            let client = ControlClient(socketPath: location.socketPath)
            return try await StackShutdown(client: client, location: location).run(removingVolumes: volumes)
        }
        try cleanUp(location)
    }

    /// No supervisor runs; one that was killed may have left something.
    private func cleanUp(_ location: StackLocation) throws {
        let terminal = Terminal.standardError
        // No supervisor may begin meanwhile: what it starts would be taken for a leftover.
        let lock = StackLocation.exists(location.lockPath) ? try HeldLock(path: location.lockPath) : nil
        defer { withExtendedLifetime(lock) {} }
        if let contents = Ledger.read(path: location.ledgerPath) {
            for ended in LeftoverCleaner(grace: .seconds(2)).clean(contents) {
                terminal.write(
                    "· \(ended.killed ? "killed" : "stopped") \(ended.service) (pid \(ended.pid)), left over\n"
                )
            }
        }
        for line in GuardianNews.take(location.guardianLog) {
            terminal.write("· the supervisor had died; its guardian \(line)\n")
        }
        if lock != nil {
            unlink(location.ledgerPath)
            unlink(location.socketPath)
        }
        if volumes { DataFolder(location.dataDirectory).removeAll() }
        terminal.write("nothing is running" + (volumes ? "; the services' data is removed" : "") + "\n")
    }
}
