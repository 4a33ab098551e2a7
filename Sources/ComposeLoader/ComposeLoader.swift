import ComposeModel
package import Diagnostics
import OrderedCollections
package import YAMLTree

/// Reads Compose files: YAML text → a checked project, or every problem that was found, each at its place.
///
/// The files' values are interpolated, included and extended files brought in, several files merged, and the result
/// checked. Source: the Compose Specification, https://github.com/compose-spec/compose-spec/blob/main/spec.md
package struct ComposeLoader: Sendable {
    /// What to load, and with which variables.
    package struct Options: Sendable {
        /// The Compose files, later ones over earlier ones, as the user named them: absolute or relative to
        /// `workingDirectory`; `-` is standard input. Diagnostics call them by these names.
        package var files: [String]
        /// Absolute.
        package var workingDirectory: String
        /// The directory that relative paths start from; nil is that of the first file, or `workingDirectory` where that
        /// came through a pipe.
        package var projectDirectory: String?
        /// `-p`; nil leaves it to `COMPOSE_PROJECT_NAME`, `name:`, or the directory.
        package var projectName: String?
        /// The caller's environment. It wins over all env files.
        package var environment: [String: String]
        /// Files with variables for interpolation, later ones over earlier ones; none stands for the project
        /// directory's `.env`, where there is one.
        package var environmentFiles: [EnvironmentFile]
        /// Active profiles; `*` is all. Where none is named, those of `COMPOSE_PROFILES` are active.
        package var profiles: [String]

        /// Only the files and the directory they are named from have no default.
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

    /// A file of variables, as `--env-file` names it.
    package struct EnvironmentFile: Hashable, Sendable {
        /// Absolute or relative to the working directory.
        package var path: String
        /// Whether it is an error when the file is missing.
        package var isRequired: Bool

        /// A file that must be there, unless said otherwise.
        package init(path: String, isRequired: Bool = true) {
            self.path = path
            self.isRequired = isRequired
        }
    }

    private let options: Options
    private let files: any FileAccess

    /// Nothing is read before `load()`.
    ///
    /// - Parameter files: where to read from; tests give files in memory.
    package init(options: Options, files: any FileAccess = LocalFiles()) {
        self.options = options
        self.files = files
    }

    /// Loads the project.
    ///
    /// Dependency cycles are not looked for here: they are legal in the files' form, and the start plan names them.
    ///
    /// - Throws: `DiagnosticsError` with all problems of all files, warnings included, in reading order.
    package func load() throws(DiagnosticsError) -> LoadedProject {
        try ProjectLoad(options: options, files: files).run()
    }
}
