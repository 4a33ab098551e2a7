import ComposeLoader
import YAMLTree

// Which env files a project has, and what they say about where it is.
extension StackLocation {
    /// Compose's own way to say that there is none.
    static let noEnvironmentFile = "/dev/null"

    /// What must be named where the user's folder is not known: files that were named, and all that there are where one
    /// of them was found by that folder alone.
    var namedEnvironmentFiles: [String] {
        let ownFolders = Self.ownFolders(isFound, root: root, projectDirectory)
        let isFoundAgain = environmentFiles.allSatisfy { file in
            file.isRequired || ownFolders.contains(Self.parent(file.path)) || !Self.exists(file.path)
        }
        return environmentFiles.filter { $0.isRequired || !isFoundAgain && Self.exists($0.path) }.map(\.path)
    }

    /// Where an `.env` may be that nobody names: in the project's directory, where Compose looks, and in the root of a
    /// project whose files nobody named either.
    static func ownFolders(_ isFound: Bool, root: String, _ projectDirectory: String) -> [String] {
        isFound && root != projectDirectory ? [root, projectDirectory] : [projectDirectory]
    }

    /// - Parameters:
    ///   - early: what `earlyFiles` gave.
    ///   - folders: what `ownFolders` gave.
    ///   - isNamedByVariable: whether `COMPOSE_FILE` names the Compose files. Then the folder in which the user is counts
    ///     as the project's; where they were found in a folder above, its `.env` may be anybody's.
    static func environmentFiles(
        _ early: [EnvironmentFile],
        _ environment: [String: String],
        folders: [String],
        isNamedByVariable: Bool
    ) -> [EnvironmentFile] {
        if early.contains(where: \.isRequired) { return early }
        if hasNone(environment) {
            // A list without files would stand for the project's .env.
            return [EnvironmentFile(path: noEnvironmentFile, isRequired: false)]
        }
        let own = folders.map { EnvironmentFile(path: "\($0)/.env", isRequired: false) }
        return isNamedByVariable ? own + early.filter { !own.contains($0) } : own
    }

    /// The env files that are known before the Compose files are: those that are named, or the `.env` of the folder that
    /// is named or in which the user is. Variables that say where the Compose files are may stand there.
    ///
    /// Source: docker compose, which sets what they hold before it does anything else.
    static func earlyFiles(
        _ options: ProjectOptions,
        _ environment: [String: String],
        _ workingDirectory: String
    ) -> [EnvironmentFile] {
        var named = options.environmentFiles
        if named.isEmpty, let list = environment["COMPOSE_ENV_FILES"] {
            named = list.split(separator: ",").map(String.init)
        }
        guard named.isEmpty else {
            return named.map { EnvironmentFile(path: absolute($0, from: workingDirectory), isRequired: true) }
        }
        guard !hasNone(environment) else { return [] }
        let ofFile = options.files.first.map { Self.folder(of: absolute($0, from: workingDirectory), workingDirectory) }
        let folder = options.projectDirectory.map { absolute($0, from: workingDirectory) } ?? ofFile ?? workingDirectory
        return [EnvironmentFile(path: absolute(".env", from: folder), isRequired: false)]
    }

    private static func hasNone(_ environment: [String: String]) -> Bool {
        ["1", "t", "true"].contains(environment["COMPOSE_DISABLE_ENV_FILE"]?.lowercased())
    }

    /// The caller's variables over those of env files. A pipe that nobody named is left to the load: it may ask its owner
    /// for leave at each look, or give its content once.
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
