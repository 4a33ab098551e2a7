import ComposeModel
import DockerEngine
package import DockerRuntime

/// The containers of a stack whose supervisor is gone.
package struct LeftoverContainers {
    private let location: StackLocation
    private let client: EngineClient

    /// Returns nil if the environment names no engine, or if the engine's socket is missing.
    package init?(_ location: StackLocation) {
        guard let client = try? EngineClient(CallerEnvironment.variables) else { return nil }
        if case .unix(let path) = client.endpoint, !StackLocation.exists(path) { return nil }
        self.location = location
        self.client = client
    }

    /// The removal of the containers. Reads the files only for the project's name; exit code 65 if they are invalid.
    package func removal(_ source: ProjectSource) throws(CommandFailure) -> ProjectRemoval {
        ProjectRemoval(
            client: client,
            project: try LoadedStack.load(source).project.name,
            stateDirectory: location.stateDirectory
        )
    }
}
