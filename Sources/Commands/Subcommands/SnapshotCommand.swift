import ArgumentParser
import ControlAPI
import ControlClient

/// `cpadev snapshot`
struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Save the state of the data under a name, and restore it.",
        discussion: "A snapshot holds Postgres, Redis, S3 and Typesense, but not Temporal's workflows.",
        subcommands: [
            SnapshotSave.self, SnapshotRestore.self, SnapshotList.self, SnapshotDelete.self,
        ]
    )
}

/// What the snapshot commands have in common.
struct SnapshotOptions: ParsableArguments {
    @OptionGroup var project: ProjectOptions

    @Flag(help: "One JSON object.")
    var json = false

    @Argument(help: "The snapshot's name.")
    var name: String

    func run(_ command: DataCommand) async throws {
        try await DataRunner(client: try StackConnection.open(project).client, json: json).run(command)
    }
}

struct SnapshotSave: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "save", abstract: "Save the state under a name.")
    @OptionGroup var options: SnapshotOptions
    func run() async throws { try await options.run(.saveSnapshot(name: options.name)) }
}

struct SnapshotRestore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "restore", abstract: "Restore a saved state.")
    @OptionGroup var options: SnapshotOptions
    func run() async throws { try await options.run(.restoreSnapshot(name: options.name)) }
}

struct SnapshotDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Remove a snapshot.")
    @OptionGroup var options: SnapshotOptions
    func run() async throws { try await options.run(.deleteSnapshot(name: options.name)) }
}

struct SnapshotList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show the snapshots, oldest first.")
    @OptionGroup var project: ProjectOptions

    @Flag(help: "One JSON array.")
    var json = false

    func run() async throws {
        let snapshots = try await StackConnection.open(project).client.dataSnapshots()
        let output = Terminal.standardOutput
        output.write(json ? try JSONText.render(snapshots) : DataTables.render(snapshots, output))
    }
}
