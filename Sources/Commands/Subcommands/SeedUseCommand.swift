import ArgumentParser
import ControlAPI
import StackHost

struct SeedUseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Change between the demo data and what was pulled.",
        discussion: """
            Loads the set into every store, and makes it the one that reset goes back to. Changes made since the last \
            load are replaced only after a question, or with --yes; cpadev reset --undo reverts that.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Replace data that cpadev did not load, and changes since the last load, without asking.")
    var yes = false

    @Flag(help: "Print a JSON object.")
    var json = false

    @Argument(help: "demo, the data that the Compose file names; or pulled, what cpadev pull has made.")
    var set: SeedSetName

    func run() async throws {
        let connection = try StackConnection.open(project)
        try SharedData(connection.location).require(yes, "replaces")
        let runner = DataRunner(client: connection.client, json: json)
        let outcome = try await SetLoader(runner: runner).load(set, isConfirmed: yes)
        try runner.show(outcome, of: .seed(SeedRequest(set: set)))
    }
}

extension SeedSetName: ExpressibleByArgument {}
