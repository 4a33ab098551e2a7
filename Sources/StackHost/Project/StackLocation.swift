import ComposeLoader
import Foundations
import Glibc
package import YAMLTree

/// The location of a project's files, state and socket.
package struct StackLocation: Hashable, Sendable {
    package struct EnvironmentFile: Hashable, Sendable {
        package var path: String
        package var isRequired: Bool
    }

    /// Absolute paths in merge order; `-` is standard input.
    package var files: [String]
    /// The absolute base of relative paths in the Compose file.
    package var projectDirectory: String
    /// The folder that contains `.cpadev`, usually the checkout.
    package var root: String
    /// Whether the Compose files were discovered and not named. If so, the `.env` of `root` is read as well.
    package var isFound: Bool
    /// Whether the Compose files were searched for, be it in a folder that the user named.
    package var isDiscovered: Bool
    package var environmentFiles: [EnvironmentFile]
    /// The environment whose overlay is among the files; nil for the project's own stack.
    package var environmentName: String?
    package var stateDirectory: String
    /// Short, since a socket's path is limited to 107 bytes.
    package var socketPath: String

    package var dataDirectory: String { "\(stateDirectory)/data" }
    package var runDirectory: String { "\(stateDirectory)/run" }
    package var supervisorLog: String { "\(runDirectory)/supervisor.log" }
    package static let greenName = "green"
    package static let guardianLogName = "guardian.log"
    /// The report of a supervisor that had to end its stack by force.
    package static let forcedEndLogName = "forced-end.log"

    /// The names that Compose looks for in a folder, in its order, followed by cpadev's own.
    private static let fileNames = [
        "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml", "compose/compose.yaml",
        "compose/compose.yml",
    ]
    private static let overrideNames = [
        "compose.override.yml", "compose.override.yaml", "docker-compose.override.yml",
        "docker-compose.override.yaml",
    ]

    /// - Parameter inputs: the access to env files.
    package init(
        _ source: ProjectSource,
        environment: [String: String],
        workingDirectory: String,
        inputs: any FileAccess = CallerInputs.files
    ) throws(CommandFailure) {
        let early = Self.earlyFiles(source, environment, workingDirectory)
        // Used only to locate files; the state must be found from any working directory.
        let variables = Self.variables(of: early, environment, workingDirectory, inputs)
        var files = source.files.map { Self.absolute($0, from: workingDirectory) }
        var isNamedByVariable = false
        if files.isEmpty, let list = variables["COMPOSE_FILE"], !list.isEmpty {
            let separator = variables["COMPOSE_PATH_SEPARATOR"].flatMap { $0.isEmpty ? nil : $0 } ?? ":"
            files = list.split(separator: separator).map { Self.absolute(String($0), from: workingDirectory) }
            isNamedByVariable = true
        }
        let named = source.projectDirectory.map { Self.absolute($0, from: workingDirectory) }
        isFound = files.isEmpty && named == nil || source.areFilesFound
        isDiscovered = files.isEmpty
        if isDiscovered { files = Self.discover(from: named ?? workingDirectory) }
        guard let first = files.first else {
            throw CommandFailure(
                .badData,
                "no Compose file found in \(named ?? workingDirectory) or any parent folder",
                hint: "change to the project's folder, or specify a file: cpadev -f path/to/compose.yaml …"
            )
        }
        if let remote = files.first(where: RemoteFile.isRemote) {
            throw CommandFailure(.badData, RemoteFile.message(remote), hint: RemoteFile.hint)
        }
        self.files = files
        let ownDirectory = Self.folder(of: first, workingDirectory)
        projectDirectory = named ?? ownDirectory
        root = Self.root(of: ownDirectory)
        let folders = Self.ownFolders(isFound, root: root, projectDirectory)
        environmentFiles = Self.environmentFiles(
            early,
            environment,
            folders: folders,
            isNamedByVariable: isNamedByVariable
        )
        // Not the .env of the working directory, since the state must be found from any other as well.
        let own = environmentFiles.filter { folders.contains(Self.parent($0.path)) || $0.isRequired }
        var known: [String: String]?
        func value(_ name: String) -> String? {
            if let value = environment[name], !value.isEmpty { return value }
            let variables =
                known ?? (own == early ? variables : Self.variables(of: own, environment, workingDirectory, inputs))
            known = variables
            return variables[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let isExported = environment["CPADEV_STATE_DIR"]?.isEmpty == false
        stateDirectory = Self.absolute(
            value("CPADEV_STATE_DIR") ?? ".cpadev",
            from: isExported ? workingDirectory : root
        )
        // An empty option selects the project's own stack, whatever the variable says.
        let name = source.environmentName ?? value(EnvironmentOverlay.variable) ?? ""
        if !name.isEmpty {
            stateDirectory = EnvironmentSuffix.adding(name, to: stateDirectory)
            // Whoever has removed the file must be able to stop what runs.
            let hasState = FileStatus(stateDirectory) != nil
            let overlay = try EnvironmentOverlay.file(name, of: files, mayBeMissing: hasState)
            if !files.contains(overlay) { self.files.append(overlay) }
            environmentName = name
        }
        // The path names the socket and the containers, and must be the same through every link to the project.
        stateDirectory = Self.resolvingLinks(above: stateDirectory)
        socketPath = Self.socketPath(ofState: stateDirectory, environment)
    }

    // MARK: Discovery

    private static func discover(from directory: String) -> [String] {
        var folder = directory
        while true {
            for name in fileNames where exists("\(folder)/\(name)") {
                let file = "\(folder)/\(name)"
                let override = overrideNames.lazy.map { "\(parent(file))/\($0)" }.first(where: exists)
                return [file] + [override].compactMap(\.self)
            }
            guard folder != "/" else { return [] }
            folder = parent(folder)
        }
    }

    /// The checkout that contains the folder; or else the parent of a `compose` folder; or else the folder itself. A
    /// folder above is never chosen because it has state, which may belong to another project.
    private static func root(of directory: String) -> String {
        if let checkout = Checkout(containing: directory) { return checkout.path }
        return directory.hasSuffix("/compose") ? parent(directory) : directory
    }

    /// The socket path of the supervisor with this state folder.
    static func socketPath(ofState directory: String, _ environment: [String: String]) -> String {
        "\(socketDirectory(environment))/\(hash(directory)).sock"
    }

    /// `su` and `sudo -E` keep XDG_RUNTIME_DIR. Whoever can write to it can replace what is in it.
    private static func socketDirectory(_ environment: [String: String]) -> String {
        if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/"), runtime.utf8.count < 60,
            let status = FileStatus(runtime, followsLinks: true), status.belongsToCaller,
            status.permissions & 0o022 == 0, access(runtime, W_OK) == 0
        {
            return "\(runtime)/cpadev"
        }
        return "/tmp/cpadev-\(geteuid())"
    }

    /// The checkout that contains a folder; nil if none does.
    package static func checkout(containing directory: String) -> String? { Checkout(containing: directory)?.path }

    // MARK: Paths

    package static func absolute(_ path: String, from directory: String) -> String {
        if path == InputFiles.standardInput || RemoteFile.isRemote(path) { return path }
        let joined = path.hasPrefix("/") ? path : "\(directory)/\(path)"
        var parts: [Substring] = []
        for part in joined.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// Returns a path below a directory relative to it; other paths are unchanged.
    package static func relative(_ path: String, to directory: String) -> String {
        let prefix = directory == "/" ? "/" : directory + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }

    /// The folder of a Compose file; the working directory if the file is a pipe of the caller.
    package static func folder(of file: String, _ workingDirectory: String) -> String {
        InputFiles.isOwnDescriptor(file) ? workingDirectory : parent(file)
    }

    package static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// Resolves the links in the path of the entry's folder, as far as that exists. The entry itself stays a link if it is
    /// one.
    static func resolvingLinks(above path: String) -> String {
        guard path != "/", let slash = path.lastIndex(of: "/") else { return path }
        let name = String(path[slash...].dropFirst())
        guard let folder = realpath(parent(path), nil) else {
            return errno == ENOENT ? absolute(name, from: resolvingLinks(above: parent(path))) : path
        }
        defer { free(folder) }
        return absolute(name, from: String(cString: folder))
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The 64-bit FNV-1a hash as 16 hexadecimal digits. It only names a socket and need not be hard to guess.
    private static func hash(_ text: String) -> String {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return value.hexadecimal
    }
}
