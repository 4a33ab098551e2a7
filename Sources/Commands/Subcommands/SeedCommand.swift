import ArgumentParser
import ControlAPI
import ControlClient
import Glibc
import TerminalUI

/// `cpadev seed`
struct SeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Load the seed data, or show what changed since.",
        discussion: """
            `up` loads it once by itself into a fresh stack. Here, what is loaded already is left as it is; a store \
            that was not there is loaded. The manifest is the one that the Compose file names (x-cpadev: seeds).
            """,
        subcommands: [SeedLoadCommand.self, SeedStatusCommand.self],
        defaultSubcommand: SeedLoadCommand.self
    )
}

/// `cpadev seed load`, which is what `cpadev seed` alone does.
struct SeedLoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Load what is not loaded (the default)."
    )

    @OptionGroup var project: ProjectOptions

    @Option(help: ArgumentHelp("The day on which the data stands: yyyy-mm-dd, or today.", valueName: "day"))
    var asOf: String?

    @Option(help: ArgumentHelp("This many times the clients, with all that belongs to them.", valueName: "times"))
    var scale: Int?

    @Flag(help: "Reload everything, even if nothing has changed.")
    var rebuild = false

    @Flag(help: "Replace data that is not the seed's, without asking.")
    var yes = false

    @Flag(help: "One JSON object.")
    var json = false

    func validate() throws {
        if let scale, !(1...4096).contains(scale) { throw ValidationError("--scale must be from 1 to 4096.") }
    }

    func run() async throws {
        let client = try StackConnection.open(project).client
        let runner = DataRunner(client: client, json: json)
        var request = SeedRequest(asOf: asOf, scale: scale, rebuild: rebuild, replacesOwnData: yes)
        do {
            try await runner.run(.seed(request))
        } catch let error as ControlError where error.code == .dataRefused && !yes {
            guard let answer = Confirmation.ask("\(error.message). Replace it?") else { throw error }
            guard answer else { throw CommandFailure(.failed, "nothing was changed") }
            request.replacesOwnData = true
            try await runner.run(.seed(request))
        }
    }
}

/// `cpadev seed status`
struct SeedStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "For each firm and store: what is loaded, and what changed since."
    )

    @OptionGroup var project: ProjectOptions

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        let client = try StackConnection.open(project).client
        guard let status = try await client.dataStatus() else { throw ControlError.noSeedData }
        let output = Terminal.standardOutput
        output.write(json ? try JSONText.render(status) : DataTables.render(status, output))
        if let problem = status.problem, let failure = CommandFailure(problem) {
            throw CommandFailure(failure.code, json ? failure.message : "", hint: nil)
        }
    }
}

/// `cpadev reset`
struct ResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Reset the seed data, all of it or one firm's.",
        discussion: """
            What developers changed is replaced: rows, and tables, policies, roles and the like. On a terminal it is named, \
            and you are asked; --dry-run only names it. It is kept until the next such step, and --undo brings it back; \
            cpadev snapshot save NAME keeps it under a name. \
            Programs that are connected to the database are disconnected and find the finished one.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Option(help: ArgumentHelp("Only this firm; the others stay as they are.", valueName: "slug"))
    var firm: String?

    @Option(
        name: .customLong("store"),
        parsing: .singleValue,
        help: ArgumentHelp("Only this store: postgres, redis, s3, typesense or temporal.", valueName: "name")
    )
    var stores: [String] = []

    @Flag(help: "Only show what would be reset.")
    var dryRun = false

    @Flag(help: "Undo the last reset, load or restore of a snapshot; undoing twice changes nothing.")
    var undo = false

    @Flag(help: "Do not ask.")
    var yes = false

    @Flag(help: "One JSON object.")
    var json = false

    func validate() throws {
        if undo, firm != nil || !stores.isEmpty || dryRun {
            throw ValidationError(
                "--undo reverts the whole last step; it cannot be used with --firm, --store or --dry-run"
            )
        }
    }

    func run() async throws {
        let client = try StackConnection.open(project).client
        if undo { return try await DataRunner(client: client, json: json).run(.undo) }
        let request = ResetRequest(firm: firm, stores: stores, dryRun: dryRun)
        let runner = DataRunner(client: client, json: json)
        if !yes, !json, !dryRun { try await runner.confirm(request) }
        try await runner.run(.reset(request))
    }
}

/// A question on the terminal.
enum Confirmation {
    /// Whether a person can be asked.
    static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && Terminal.standardError.isTerminal }

    /// nil where nobody can be asked.
    static func ask(_ question: String) -> Bool? {
        guard isPossible else { return nil }
        Terminal.standardError.write("\(wrapped(question, to: Terminal.standardError.width)) [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }

    /// The paragraphs of a question, broken between words.
    static func wrapped(_ question: String, to width: Int) -> String {
        question.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { TextMetrics.wrapped(String($0), to: width) }
            .joined(separator: "\n")
    }
}
