import ComposeLoader
import Foundations
import Glibc
import StackHost
import YAMLTree

/// The project that a command's options and variables select, compared with the stack that runs in its state folder.
///
/// A supervisor keeps the files, env files, profiles and name that it was started with. A command that names others
/// would silently act on the wrong stack, so it is refused. What a command does not name is as in the running stack.
struct ProjectSelection {
    var location: StackLocation
    var options: ProjectOptions
    var environment: [String: String]
    var workingDirectory: String
    /// Whether the command stops every service, whatever its profile, and cleans up what a killed supervisor left, also
    /// if the files are gone.
    var stopsStack = false

    /// Throws with exit code 69 if the command names something else than what the stack was started from, and with 65
    /// if it names a file that does not exist.
    /// - Parameter record: what the running stack was started from; nil if none runs, or if that is unknown.
    func verify(against record: ProjectRecord?) throws(CommandFailure) {
        guard let record else {
            if stopsStack, StateFolder(location).isThere { return }
            return try verifyFiles()
        }
        guard let conflict = conflict(with: record) else { return }
        try verifyFiles()
        throw CommandFailure(
            .unavailable,
            "the stack that runs here \(conflict.words)",
            hint: "\(conflict.remedy)stop that stack first: \(downCommand(record))"
        )
    }

    private struct Conflict {
        var words: String
        /// The other way out, such as `omit -f, or `.
        var remedy: String
    }

    private func conflict(with record: ProjectRecord) -> Conflict? {
        if location.environmentName != record.environmentName {
            let running = record.environmentName.map { "is the environment '\($0)'" } ?? "is of no environment"
            let words = location.environmentName.map { "\(running), not '\($0)'" } ?? running
            return Conflict(words: words, remedy: environmentRemedy(record))
        }
        let given = options.projectName ?? value("COMPOSE_PROJECT_NAME")
        if let name = given.map({ EnvironmentSuffix.adding(location.environmentName, to: $0) }),
            name != record.projectName
        {
            let option = options.projectName == nil ? "unset COMPOSE_PROJECT_NAME" : "omit -p"
            return Conflict(words: "is named '\(record.projectName)', not '\(name)'", remedy: "\(option), or ")
        }
        if namesNoFile ? isOtherFoundFile(record) : !Self.areSame(location.files, record.files) {
            let words = "was started from \(list(record.files)), not \(list(location.files))"
            return Conflict(words: words, remedy: fileRemedy)
        }
        if options.projectDirectory != nil, !Self.isSame(location.projectDirectory, record.projectDirectory) {
            let words =
                "has the project directory \(shown(record.projectDirectory)), not \(shown(location.projectDirectory))"
            return Conflict(words: words, remedy: "omit --project-directory, or ")
        }
        let named = namedEnvironmentFiles
        if !named.isEmpty, !Self.areSame(named, record.environmentFiles) {
            let used = record.environmentFiles.isEmpty ? "no env file" : list(record.environmentFiles)
            let option = options.environmentFiles.isEmpty ? "unset COMPOSE_ENV_FILES" : "omit --env-file"
            return Conflict(words: "uses \(used), not \(list(named))", remedy: "\(option), or ")
        }
        // The variable may still be exported in the terminal in which an option replaced it.
        let missing =
            options.profiles.isEmpty
            ? ProjectRecord.profiles(in: environment).filter {
                !record.profiles.contains($0) && record.replacedProfiles?.contains($0) != true
            } : options.profiles.filter { !record.profiles.contains($0) }
        if !stopsStack, !record.profiles.contains("*"), !missing.isEmpty {
            let option = options.profiles.isEmpty ? "unset COMPOSE_PROFILES" : "omit --profile"
            let names = missing.map { "'\($0)'" }.joined(separator: ", ")
            return Conflict(words: "was started without the profile \(names)", remedy: "\(option), or ")
        }
        return nil
    }

    /// Whether the command leaves the Compose files to a search.
    private var namesNoFile: Bool { location.isFound || location.isDiscovered }

    /// How to select the environment of the running stack.
    private func environmentRemedy(_ record: ProjectRecord) -> String {
        if let name = record.environmentName { return "name it: cpadev --environment \(name), or " }
        return options.environment == nil ? "unset CPADEV_ENVIRONMENT, or " : "omit --environment, or "
    }

    /// How to select no other Compose files than those of the running stack.
    private var fileRemedy: String {
        if namesNoFile { return options.projectDirectory == nil ? "" : "omit --project-directory, or " }
        if !options.files.isEmpty { return "omit -f, or " }
        if value("COMPOSE_FILE") != nil { return "unset COMPOSE_FILE, or " }
        let folder = options.projectDirectory ?? "."
        let implicit = StackLocation.absolute("\(folder)/.env", from: workingDirectory)
        let named = namedEnvironmentFiles
        return "remove COMPOSE_FILE from \(list(named.isEmpty ? [implicit] : named)), or "
    }

    private var namedEnvironmentFiles: [String] { location.environmentFiles.filter(\.isRequired).map(\.path) }

    /// Whether another project of the same checkout was found. Override files may come and go, and a file may have been
    /// renamed, while the stack runs.
    private func isOtherFoundFile(_ record: ProjectRecord) -> Bool {
        guard record.isFound, let running = record.files.first, let found = location.files.first else { return false }
        return !Self.isSame(running, found) && StackLocation.exists(running)
    }

    private func verifyFiles() throws(CommandFailure) {
        // Files that were discovered exist.
        if !namesNoFile { try verify(location.files, areOptions: !options.files.isEmpty, "COMPOSE_FILE") }
        try verify(namedEnvironmentFiles, areOptions: !options.environmentFiles.isEmpty, "COMPOSE_ENV_FILES")
    }

    private func verify(_ paths: [String], areOptions: Bool, _ variable: String) throws(CommandFailure) {
        for path in paths where !InputFiles.isOwnDescriptor(path) && !StackLocation.exists(path) {
            // docker compose reads the variable in the same way.
            let isRelative = !areOptions && value(variable)?.contains(path) != true
            throw CommandFailure(
                .badData,
                "there is no file \(shown(path))",
                hint: isRelative ? "a relative path in \(variable) is relative to the current folder" : nil
            )
        }
    }

    private func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

    // MARK: Words

    private func shown(_ path: String) -> String {
        if InputFiles.isOwnDescriptor(path) { return "a pipe" }
        return path == workingDirectory ? "." : StackLocation.relative(path, to: workingDirectory)
    }

    private func list(_ paths: [String]) -> String { paths.map(shown).joined(separator: ", ") }

    /// The command that takes the running stack down, with its files if this command finds or names others.
    private func downCommand(_ record: ProjectRecord) -> String {
        let isNamed = !namesNoFile || isOtherFoundFile(record)
        let canBeNamed = !record.files.contains(where: InputFiles.isOwnDescriptor)
        let files = isNamed && canBeNamed ? record.files.flatMap { ["-f", QuotedValue.shell(shown($0))] } : []
        let environment = record.environmentName.map { ["--environment", $0] } ?? []
        return (["cpadev"] + files + environment + ["down"]).joined(separator: " ")
    }

    // MARK: Comparison

    private static func areSame(_ one: [String], _ other: [String]) -> Bool {
        one.count == other.count && zip(one, other).allSatisfy(isSame)
    }

    /// Whether two paths name the same file, also through links. Pipes of a caller have no lasting name.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        if one == other { return true }
        if InputFiles.isOwnDescriptor(one), InputFiles.isOwnDescriptor(other) { return true }
        guard let first = FileStatus(one, followsLinks: true), let second = FileStatus(other, followsLinks: true) else {
            return false
        }
        return first.isSameFile(as: second)
    }
}
