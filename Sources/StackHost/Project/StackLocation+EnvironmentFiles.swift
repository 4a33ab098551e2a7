import ComposeLoader
import YAMLTree

// The env files of a project, and their effect on its location.
extension StackLocation {
    /// Compose's own way to name no env file.
    static let noEnvironmentFile = "/dev/null"

    /// The env files to name for a process with another working directory: those that were named, and all existing ones
    /// if any was found only through the working directory.
    var namedEnvironmentFiles: [String] {
        let ownFolders = Self.ownFolders(isFound, root: root, projectDirectory)
        let isFoundAgain = environmentFiles.allSatisfy { file in
            file.isRequired || ownFolders.contains(Self.parent(file.path)) || !Self.exists(file.path)
        }
        return environmentFiles.filter { $0.isRequired || !isFoundAgain && Self.exists($0.path) }.map(\.path)
    }

    /// Where an implicit `.env` may be: the project directory, as for Compose, and the root if the files were
    /// discovered.
    static func ownFolders(_ isFound: Bool, root: String, _ projectDirectory: String) -> [String] {
        isFound && root != projectDirectory ? [root, projectDirectory] : [projectDirectory]
    }

    /// The env files of the project.
    /// - Parameters:
    ///   - early: the result of `earlyFiles`.
    ///   - folders: the result of `ownFolders`.
    ///   - isNamedByVariable: whether `COMPOSE_FILE` names the Compose files. Only then does the working directory
    ///     count as the project's. If the files were found in a folder above it, its `.env` may be unrelated.
    static func environmentFiles(
        _ early: [EnvironmentFile],
        _ environment: [String: String],
        folders: [String],
        isNamedByVariable: Bool
    ) -> [EnvironmentFile] {
        if early.contains(where: \.isRequired) { return early }
        if hasNone(environment) {
            // An empty list would mean the project's .env.
            return [EnvironmentFile(path: noEnvironmentFile, isRequired: false)]
        }
        let own = folders.map { EnvironmentFile(path: "\($0)/.env", isRequired: false) }
        return isNamedByVariable ? own + early.filter { !own.contains($0) } : own
    }

    /// The env files that are known before the Compose files: those that were named, or the `.env` of the named folder
    /// or the working directory. They may set variables that locate the Compose files.
    ///
    /// Source: docker compose, which sets their variables before it does anything else.
    static func earlyFiles(
        _ source: ProjectSource,
        _ environment: [String: String],
        _ workingDirectory: String
    ) -> [EnvironmentFile] {
        var named = source.environmentFiles
        if named.isEmpty, let list = environment["COMPOSE_ENV_FILES"] {
            named = list.split(separator: ",").map(String.init)
        }
        guard named.isEmpty else {
            return named.map { EnvironmentFile(path: absolute($0, from: workingDirectory), isRequired: true) }
        }
        guard !hasNone(environment) else { return [] }
        let ofFile = source.files.first.map {
            Self.folder(of: absolute($0, from: workingDirectory), workingDirectory)
        }
        let folder =
            source.projectDirectory.map { absolute($0, from: workingDirectory) } ?? ofFile ?? workingDirectory
        return [EnvironmentFile(path: absolute(".env", from: folder), isRequired: false)]
    }

    private static func hasNone(_ environment: [String: String]) -> Bool {
        ["1", "t", "true"].contains(environment["COMPOSE_DISABLE_ENV_FILE"]?.lowercased())
    }

    /// The variables of the env files, overridden by the caller's. An implicit pipe is left to the load, since each
    /// read may prompt its owner or consume its only content.
    static func variables(
        of found: [EnvironmentFile],
        _ environment: [String: String],
        _ workingDirectory: String,
        _ files: any FileAccess
    ) -> [String: String] {
        let readable = found.filter { $0.isRequired || files.kind(of: $0.path) != .other }
        return ComposeLoader.variables(
            of: readable.map { ComposeLoader.EnvironmentFile(path: $0.path) },
            workingDirectory: workingDirectory,
            environment: environment,
            files: files
        ).merging(environment) { _, own in own }
    }
}
