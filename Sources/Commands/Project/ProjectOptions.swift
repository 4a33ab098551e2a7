import ArgumentParser

/// Which project. The same for every subcommand.
struct ProjectOptions: ParsableArguments {
    @Option(
        name: .customLong("file"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "A Compose file; several are merged in order. Before the subcommand also -f.",
            valueName: "path"
        )
    )
    var files: [String] = []

    @Option(help: ArgumentHelp("The project's name. Before the subcommand also -p.", valueName: "name"))
    var projectName: String?

    @Option(help: ArgumentHelp("Where relative paths start; the first file's folder otherwise.", valueName: "path"))
    var projectDirectory: String?

    @Option(
        name: .customLong("env-file"),
        parsing: .singleValue,
        help: ArgumentHelp("An env file in place of .env; the last one wins.", valueName: "path")
    )
    var environmentFiles: [String] = []

    @Option(
        name: .customLong("profile"),
        parsing: .singleValue,
        help: ArgumentHelp("A profile to activate.", valueName: "name")
    )
    var profiles: [String] = []

    /// For a supervisor: that the files which it is given were found, and not named by a person.
    @Flag(name: .customLong("files-found"), help: .hidden)
    var areFilesFound = false

    /// The same choice as arguments of a subcommand, with absolute paths.
    func arguments(for location: StackLocation) -> [String] {
        var result = location.files.flatMap { ["--file", $0] }
        if let projectName { result += ["--project-name", projectName] }
        result += ["--project-directory", location.projectDirectory]
        if location.isFound { result.append("--files-found") }
        // Those that nobody named are looked for again, and may be absent.
        result += location.namedEnvironmentFiles.flatMap { ["--env-file", $0] }
        result += profiles.flatMap { ["--profile", $0] }
        return result
    }
}
