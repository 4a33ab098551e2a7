import ArgumentParser
import ControlAPI
import ControlClient
import Glibc
import StackHost
import TerminalUI

struct SeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Load the seed data, or show what has changed since.",
        discussion: """
            `up` loads the seed data once into a fresh stack. `seed` loads stores that were unavailable then, and keeps \
            what is already loaded. The Compose file names the manifest (x-cpadev: seeds).
            """,
        subcommands: [SeedLoadCommand.self, SeedStatusCommand.self, SeedUseCommand.self],
        defaultSubcommand: SeedLoadCommand.self
    )
}

struct SeedLoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Load missing seed data (the default)."
    )

    @OptionGroup var project: ProjectOptions

    @Option(help: ArgumentHelp("Reference day of the data: yyyy-mm-dd or today.", valueName: "day"))
    var asOf: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Multiply the clients and everything that belongs to them.", valueName: "times")
    )
    var scale: Int?

    @Flag(help: "Reload everything, even if nothing has changed.")
    var rebuild = false

    @Flag(help: "Replace data that cpadev did not load, without asking.")
    var yes = false

    @Flag(help: "Print a JSON object.")
    var json = false

    func validate() throws {
        if let scale, !(1...4096).contains(scale) { throw ValidationError("--scale must be between 1 and 4096.") }
    }

    func run() async throws {
        let connection = try StackConnection.open(project)
        let shared = SharedData(connection.location)
        if rebuild || asOf != nil || scale != nil { try shared.require(yes, "replaces") }
        let runner = DataRunner(client: connection.client, json: json)
        var request = SeedRequest(asOf: asOf, scale: scale, rebuild: rebuild, replacesOwnData: yes)
        do {
            try await runner.run(.seed(request))
        } catch let error as ControlError where error.code == .dataRefused && !yes {
            try shared.require(yes, "replaces")
            guard let answer = Confirmation.ask("\(error.message). Replace it?") else { throw error }
            guard answer else { throw CommandFailure(.failed, "nothing was changed") }
            request.replacesOwnData = true
            try await runner.run(.seed(request))
        }
    }
}

struct SeedStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what is loaded for each firm and store, and what has changed since."
    )

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Print a JSON object.")
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

struct ResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Reset the seed data of all firms, or of one.",
        discussion: """
            Replaces all changes to rows, tables, policies, roles and the like. On a terminal, it lists them and asks \
            for confirmation; --dry-run only lists them. --undo restores the replaced state, which is kept until the next \
            such step; cpadev snapshot save NAME keeps it under a name. Database connections are closed; programs that \
            reconnect find the finished database. In an environment, such as --environment demo, it needs --yes.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Option(help: ArgumentHelp("Reset only this firm.", valueName: "slug"))
    var firm: String?

    @Option(
        name: .customLong("store"),
        parsing: .singleValue,
        help: ArgumentHelp("Reset only this store: postgres, redis, s3, typesense or temporal.", valueName: "name")
    )
    var stores: [String] = []

    @Flag(help: "Only show what would be reset.")
    var dryRun = false

    @Flag(help: "Undo the last reset, load or restore of a snapshot; undoing twice changes nothing.")
    var undo = false

    @Flag(help: "Do not ask for confirmation.")
    var yes = false

    @Flag(help: "Print a JSON object.")
    var json = false

    func validate() throws {
        if undo, firm != nil || !stores.isEmpty || dryRun {
            throw ValidationError(
                "--undo reverts the whole last step; it cannot be used with --firm, --store or --dry-run"
            )
        }
    }

    func run() async throws {
        let connection = try StackConnection.open(project)
        let client = connection.client
        if !dryRun { try SharedData(connection.location).require(yes, undo ? "replaces" : "resets") }
        if undo { return try await DataRunner(client: client, json: json).run(.undo) }
        let request = ResetRequest(firm: firm, stores: stores, dryRun: dryRun)
        let runner = DataRunner(client: client, json: json)
        if !yes, !json, !dryRun { try await runner.confirm(request) }
        try await runner.run(.reset(request))
    }
}

/// A yes-or-no question on the terminal.
enum Confirmation {
    /// Whether the user can be asked.
    static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && Terminal.standardError.isTerminal }

    /// Asks a question. Returns nil if the user cannot be asked.
    static func ask(_ question: String) -> Bool? {
        guard isPossible else { return nil }
        Terminal.standardError.write("\(wrapped(question, to: Terminal.standardError.width)) [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }

    /// Wraps the paragraphs of a question at word boundaries.
    static func wrapped(_ question: String, to width: Int) -> String {
        question.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { TextMetrics.wrapped(String($0), to: width) }
            .joined(separator: "\n")
    }
}
