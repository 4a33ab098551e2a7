import ComposeModel
import DockerEngine
import DockerRuntime

/// The containers of a stack whose supervisor is gone.
struct LeftoverContainers {
    private let location: StackLocation
    private let client: EngineClient

    /// nil where the environment names no engine, or one whose socket is not there.
    init?(_ location: StackLocation) {
        guard let client = try? EngineClient(CallerEnvironment.variables) else { return nil }
        if case .unix(let path) = client.endpoint, !StackLocation.exists(path) { return nil }
        self.location = location
        self.client = client
    }

    /// Finds and removes them. The files are read for the project's name alone; throws exit code 65 where they are bad.
    func removal(_ options: ProjectOptions) throws(CommandFailure) -> ProjectRemoval {
        ProjectRemoval(
            client: client,
            project: try LoadedStack.load(options).project.name,
            stateDirectory: location.stateDirectory
        )
    }
}
