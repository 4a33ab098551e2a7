/// The choice of a project: what `--file` and its sister options name.
package struct ProjectSource: Hashable, Sendable {
    /// In merge order; empty: searched from the working directory.
    package var files: [String] = []
    package var projectName: String?
    /// The base of relative paths; nil: the folder of the first file.
    package var projectDirectory: String?
    /// Empty: the project's `.env`.
    package var environmentFiles: [String] = []
    package var profiles: [String] = []
    /// The environment whose overlay is added; nil: that of `CPADEV_ENVIRONMENT`; empty: none.
    package var environmentName: String?
    /// Whether the files were discovered and not named by the user, before they were passed on.
    package var areFilesFound = false

    package init() {}

    /// The same choice as arguments of a subcommand, with absolute paths.
    package func arguments(for location: StackLocation) -> [String] {
        var result = location.files.flatMap { ["--file", $0] }
        if let projectName { result += ["--project-name", projectName] }
        result += ["--project-directory", location.projectDirectory]
        if location.isFound { result.append("--files-found") }
        // Files that were not named are discovered again, and may be missing.
        result += location.namedEnvironmentFiles.flatMap { ["--env-file", $0] }
        result += profiles.flatMap { ["--profile", $0] }
        if let name = location.environmentName ?? environmentName { result += ["--environment", name] }
        return result
    }
}
