import ArgumentParser
import ControlAPI
import StackHost

struct PullCommand: AsyncParsableCommand {
    /// The variable with the address of the database to pull from, so that its password is in no list of processes.
    static let variable = "CPADEV_PULL_URL"

    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Fill the stack with data of another database, made harmless on the way.",
        discussion: """
            Reads a PostgreSQL database of the same schema, such as staging's, in one read-only snapshot. The rules in \
            anonymise.yaml beside the seed manifest say what becomes of each column; a column without a rule is an \
            error. Made-up values follow from a key of this stack, so repeated pulls agree. Documents are replaced by \
            made-up ones. At the end, the result is searched for original values.

            The role must not be able to write anything, and needs BYPASSRLS to see the rows of all firms.

            The result is a set of seed data of its own: reset goes back to it, and cpadev seed use demo returns to the \
            demo data.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Option(
        help: ArgumentHelp(
            "PostgreSQL URL of the database (default: \(PullCommand.variable) in the environment).",
            valueName: "url"
        )
    )
    var url: String?

    @Option(
        help: ArgumentHelp(
            "Pull from a dump by pg_dump, plain or in any of its formats, instead of a database.",
            valueName: "path"
        )
    )
    var dump: String?

    @Option(
        name: .customLong("firm"),
        parsing: .singleValue,
        help: ArgumentHelp("Pull only this firm of the source; may be repeated.", valueName: "slug")
    )
    var firms: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Pull at most this many clients of each firm, with their data.", valueName: "clients")
    )
    var limit: Int?

    @Option(help: ArgumentHelp("Rules (default: anonymise.yaml beside the seed manifest).", valueName: "path"))
    var rules: String?

    @Flag(help: "Only make the set; cpadev seed use pulled loads it.")
    var noLoad = false

    @Flag(help: "Replace data that cpadev did not load, without asking.")
    var yes = false

    @Flag(help: "Print a JSON object.")
    var json = false

    @Argument(help: "Environment of environments.yaml to pull from, such as staging.")
    var name: String?

    func validate() throws {
        if name != nil, url != nil || dump != nil {
            throw ValidationError("an environment, --url and --dump are different sources; give one")
        }
        if dump != nil, url != nil { throw ValidationError("--dump and --url are two sources; give one") }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run() async throws {
        let source = try await source()
        let client = try StackConnection.open(project).client
        let session = try PullSession(try LoadedStack.load(project))
        try SharedData(StackLocation(project)).require(yes || noLoad, "replaces")
        let runner = PullRunner(session: session, json: json)
        let outcome = try await runner.run(
            from: source,
            firms: firms,
            limit: limit,
            rules: rules.map { StackLocation.absolute($0, from: CallerEnvironment.workingDirectory) }
        )
        let output = Terminal.standardOutput
        if !json { output.write(PullTable.render(outcome, output)) }
        guard !noLoad else {
            output.write(json ? try JSONText.render(PullResult(pull: outcome)) : "To load it: cpadev seed use pulled\n")
            return
        }
        let loader = DataRunner(client: client, json: json)
        let load = try await SetLoader(runner: loader).load(.pulled, isConfirmed: yes)
        if json {
            output.write(try JSONText.render(PullResult(pull: outcome, load: load)))
            if load.parts.contains(where: \.isFailed) { throw CommandFailure(.failed, "") }
        } else {
            try loader.show(load, of: .seed(SeedRequest()))
        }
    }

    private func source() async throws(CommandFailure) -> PullSource {
        if let name { return try await NamedSource.find(name, project) }
        if let dump { return .file(StackLocation.absolute(dump, from: CallerEnvironment.workingDirectory)) }
        if let address = url ?? CallerEnvironment.variables[Self.variable], !address.isEmpty {
            return .address(address)
        }
        throw CommandFailure(
            .usage,
            "no database to pull from",
            hint:
                "cpadev pull staging, an environment of environments.yaml; or export \(Self.variable)=postgres://reader@host/database, or use --url; images and servers are fetched by cpadev up"
        )
    }
}
