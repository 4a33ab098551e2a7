import ArgumentParser
import ControlAPI
import ControlClient
import StackHost

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Save and restore the state of the data.",
        discussion: "A snapshot holds Postgres, Redis, S3 and Typesense, but not Temporal's workflows.",
        subcommands: [
            SnapshotSave.self, SnapshotRestore.self, SnapshotList.self, SnapshotDelete.self,
        ]
    )
}

struct SnapshotOptions: ParsableArguments {
    @OptionGroup var project: ProjectOptions

    @Flag(help: "Print a JSON object.")
    var json = false

    @Argument(help: "Name of the snapshot.")
    var name: String

    func runner() throws -> DataRunner {
        DataRunner(client: try StackConnection.open(project).client, json: json)
    }

    func run(_ command: DataCommand) async throws { try await runner().run(command) }
}

struct SnapshotSave: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save",
        abstract: "Save a snapshot.",
        discussion: "Database connections are closed, so that transactions under way are rolled back."
    )
    @OptionGroup var options: SnapshotOptions
    func run() async throws { try await options.run(.saveSnapshot(name: options.name)) }
}

struct SnapshotRestore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "restore", abstract: "Restore a snapshot.")
    @OptionGroup var options: SnapshotOptions

    @Flag(help: "Do not ask, even if the database is too large to be kept for undo, or others use the data.")
    var yes = false

    func run() async throws {
        try SharedData(StackLocation(options.project)).require(yes, "replaces")
        if !yes, !options.json { try await options.runner().confirmRestore() }
        try await options.run(.restoreSnapshot(name: options.name))
    }
}

struct SnapshotDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete a snapshot.")
    @OptionGroup var options: SnapshotOptions
    @OptionGroup var confirmation: SharedDataOptions

    func run() async throws {
        try confirmation.require("deletes a snapshot of", options.project)
        try await options.run(.deleteSnapshot(name: options.name))
    }
}

struct SnapshotList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the snapshots, oldest first.")
    @OptionGroup var project: ProjectOptions

    @Flag(help: "Print a JSON array.")
    var json = false

    func run() async throws {
        let snapshots = try await StackConnection.open(project).client.dataSnapshots()
        let output = Terminal.standardOutput
        output.write(json ? try JSONText.render(snapshots) : DataTables.render(snapshots, output))
    }
}
