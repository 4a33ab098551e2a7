import ComposeModel
package import Diagnostics
import OrderedCollections
package import YAMLTree

/// Loads Compose files into a validated project, or reports every problem with its location.
///
/// Loading interpolates values, resolves `include` and `extends`, merges several files and validates the result.
/// Source: the Compose Specification, https://github.com/compose-spec/compose-spec/blob/main/spec.md
package struct ComposeLoader: Sendable {
    /// The files to load and their environment.
    package struct Options: Sendable {
        /// The Compose files as the user named them: absolute or relative to `workingDirectory`; `-` is standard input.
        /// Later files override earlier ones. Diagnostics use these names.
        package var files: [String]
        /// An absolute path.
        package var workingDirectory: String
        /// The directory that relative paths are resolved against; nil is that of the first file, or `workingDirectory`
        /// if the first file is a pipe.
        package var projectDirectory: String?
        /// `-p`; nil: `COMPOSE_PROJECT_NAME`, then `name:`, then the directory's name.
        package var projectName: String?
        /// The caller's environment. It overrides all env files.
        package var environment: [String: String]
        /// Files with variables for interpolation; later files override earlier ones. If empty, the `.env` of the
        /// project directory is used, if it exists.
        package var environmentFiles: [EnvironmentFile]
        /// The active profiles; `*` is all. If empty, those of `COMPOSE_PROFILES` are active.
        package var profiles: [String]
        /// The environment whose overlay is among the files; nil for none. Its name is appended to the project's.
        package var environmentName: String?

        package init(
            files: [String],
            workingDirectory: String,
            projectDirectory: String? = nil,
            projectName: String? = nil,
            environment: [String: String] = [:],
            environmentFiles: [EnvironmentFile] = [],
            profiles: [String] = []
        ) {
            self.files = files
            self.workingDirectory = workingDirectory
            self.projectDirectory = projectDirectory
            self.projectName = projectName
            self.environment = environment
            self.environmentFiles = environmentFiles
            self.profiles = profiles
        }
    }

    /// A file of variables, as given by `--env-file`.
    package struct EnvironmentFile: Hashable, Sendable {
        /// Absolute or relative to the working directory.
        package var path: String
        /// Whether a missing file is an error.
        package var isRequired: Bool

        package init(path: String, isRequired: Bool = true) {
            self.path = path
            self.isRequired = isRequired
        }
    }

    private let options: Options
    private let files: any FileAccess

    /// Creates a loader. Nothing is read before `load()`.
    ///
    /// - Parameter files: The file system to read from.
    package init(options: Options, files: any FileAccess = LocalFiles()) {
        self.options = options
        self.files = files
    }

    /// Loads the project.
    ///
    /// Dependency cycles are not detected here: they are valid in the file format, and `ServiceGraph` reports them.
    ///
    /// - Throws: `DiagnosticsError` with all problems of all files, including warnings, in reading order.
    package func load() throws(DiagnosticsError) -> LoadedProject {
        try ProjectLoad(options: options, files: files).run()
    }
}
