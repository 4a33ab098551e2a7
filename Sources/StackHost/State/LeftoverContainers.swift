import ComposeModel
import Diagnostics
import DockerEngine
import DockerRuntime

/// The containers of a stack whose supervisor is gone.
package struct LeftoverContainers {
    private let removal: ProjectRemoval

    /// Reads the files only for the project's name, which the last supervisor has recorded as well. Returns nil if the
    /// environment names no engine, or if the engine's socket is missing; throws exit code 65 if the files are invalid or
    /// gone and there is no record.
    package init?(_ location: StackLocation, _ source: ProjectSource) throws(CommandFailure) {
        guard let client = try? EngineClient(CallerEnvironment.variables) else { return nil }
        guard client.isReachable else { return nil }
        let project: String
        do throws(CommandFailure) { project = try LoadedStack.load(source).project.name } catch {
            guard let record = ProjectRecord.read(location) else { throw error }
            project = source.projectName ?? record.projectName
        }
        removal = ProjectRemoval(client: client, project: project, stateDirectory: location.stateDirectory)
    }

    /// The names of those that are running. Throws if the engine cannot be asked.
    package func running() async throws(CommandFailure) -> [String] {
        do { return try await removal.runningContainers() } catch {
            throw CommandFailure(error, as: .unavailable)
        }
    }

    /// - Returns: what could not be removed, with the reasons.
    package func stopAndRemove(removingData: Bool) async -> [String] {
        await removal.stopAndRemoveAll(removingData: removingData)
    }
}
