import ComposeModel
import FoundationEssentials
import Glibc
package import StateFiles

/// What a stack was started from, as its supervisor records it in `run/project.json` before it listens.
///
/// A file, because commands must be able to compare it even if the supervisor does not respond.
package struct ProjectRecord: Codable, Hashable {
    package static let name = "project.json"
    private static let largestFile = 1 << 20

    package var projectName: String
    /// Absolute paths in merge order.
    package var files: [String]
    /// Whether the Compose files were discovered and not named.
    package var isFound: Bool
    package var projectDirectory: String
    package var environmentFiles: [String]
    package var profiles: [String]
    /// The profiles that `COMPOSE_PROFILES` named while `--profile` took its place. Absent in records of older builds.
    package var replacedProfiles: [String]?
    /// The environment that the stack is; nil for the project's own.
    package var environmentName: String?

    /// The profiles that `COMPOSE_PROFILES` names.
    package static func profiles(in variables: [String: String]) -> [String] {
        (variables["COMPOSE_PROFILES"] ?? "").split(separator: ",").map { $0.filter { !$0.isWhitespace } }
            .filter { !$0.isEmpty }
    }

    /// Reads the record of the last supervisor; nil if there is none that can be read.
    package static func read(_ location: StackLocation) -> ProjectRecord? {
        guard let run = try? StateFolder(location).open()?.run(),
            let bytes = try? run.contents(of: name, limit: largestFile)
        else { return nil }
        return try? JSONDecoder().decode(ProjectRecord.self, from: Data(bytes))
    }

    /// Replaces the record. An earlier one never remains, even if the new one cannot be written.
    package func write(_ run: OwnedDirectory) {
        run.remove(Self.name)
        guard let data = try? JSONEncoder().encode(self) else { return }
        try? run.replace(Self.name, with: Array(data))
    }
}

extension ProjectRecord {
    /// - Parameter environment: the variables of the supervisor.
    package init(_ stack: LoadedStack, _ source: ProjectSource, _ environment: [String: String]) {
        let location = stack.location
        let inVariable = Self.profiles(in: stack.project.environment.merging(environment) { $1 })
        self.init(
            projectName: stack.project.name,
            files: location.files,
            isFound: location.isFound,
            projectDirectory: location.projectDirectory,
            environmentFiles: location.environmentFiles.filter {
                $0.path != StackLocation.noEnvironmentFile && ($0.isRequired || StackLocation.exists($0.path))
            }.map(\.path),
            profiles: source.profiles.isEmpty ? inVariable : source.profiles,
            replacedProfiles: source.profiles.isEmpty ? nil : inVariable,
            environmentName: location.environmentName
        )
    }
}
