import ArgumentParser
import StackHost
import YAMLTree

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

    @Option(
        help: ArgumentHelp(
            "Environment to act on, such as demo: adds the overlay compose.<name>.yaml, with a project name and state of "
                + "its own.",
            valueName: "name"
        )
    )
    var environment: String?

    /// Tells the supervisor that the Compose files were discovered and not named by the user.
    @Flag(name: .customLong("files-found"), help: .hidden)
    var areFilesFound = false

    var source: ProjectSource {
        var source = ProjectSource()
        source.files = files
        source.projectName = projectName
        source.projectDirectory = projectDirectory
        source.environmentFiles = environmentFiles
        source.profiles = profiles
        source.environmentName = environment
        source.areFilesFound = areFilesFound
        return source
    }
}

extension StackLocation {
    /// Locates the selected project from this process's working directory.
    init(_ options: ProjectOptions, inputs: any FileAccess = CallerInputs.files) throws(CommandFailure) {
        try self.init(
            options.source,
            environment: CallerEnvironment.variables,
            workingDirectory: CallerEnvironment.workingDirectory,
            inputs: inputs
        )
    }
}

extension LoadedStack {
    /// Locates and loads the project. Problems in the files are thrown with exit code 65, rendered for output.
    static func load(_ options: ProjectOptions) throws(CommandFailure) -> LoadedStack {
        try load(options.source, color: Terminal.standardError.hasColor)
    }

    /// Prints the warnings to standard error, for commands about the files themselves.
    func printWarnings() {
        let terminal = Terminal.standardError
        terminal.writeRendered(renderedWarnings(color: terminal.hasColor))
    }
}
