import ArgumentParser

/// The options that select the project, shared by all subcommands.
struct ProjectOptions: ParsableArguments {
    @Option(
        name: .customLong("file"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "Compose file; may be repeated to merge several. Also -f before the subcommand.",
            valueName: "path"
        )
    )
    var files: [String] = []

    @Option(help: ArgumentHelp("Project name. Also -p before the subcommand.", valueName: "name"))
    var projectName: String?

    @Option(help: ArgumentHelp("Base of relative paths (default: folder of the first file).", valueName: "path"))
    var projectDirectory: String?

    @Option(
        name: .customLong("env-file"),
        parsing: .singleValue,
        help: ArgumentHelp("Env file to use instead of .env; may be repeated, the last one wins.", valueName: "path")
    )
    var environmentFiles: [String] = []

    @Option(
        name: .customLong("profile"),
        parsing: .singleValue,
        help: ArgumentHelp("Profile to enable; may be repeated.", valueName: "name")
    )
    var profiles: [String] = []

    /// Tells the supervisor that the Compose files were discovered and not named by the user.
    @Flag(name: .customLong("files-found"), help: .hidden)
    var areFilesFound = false

    /// The same selection as arguments of a subcommand, with absolute paths.
    func arguments(for location: StackLocation) -> [String] {
        var result = location.files.flatMap { ["--file", $0] }
        if let projectName { result += ["--project-name", projectName] }
        result += ["--project-directory", location.projectDirectory]
        if location.isFound { result.append("--files-found") }
        // Files that were not named are discovered again, and may be missing.
        result += location.namedEnvironmentFiles.flatMap { ["--env-file", $0] }
        result += profiles.flatMap { ["--profile", $0] }
        return result
    }
}
