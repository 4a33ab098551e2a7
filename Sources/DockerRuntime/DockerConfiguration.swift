package import ComposeModel

/// The configuration of a Docker runtime.
package struct DockerConfiguration: Sendable {
    /// Returns whether the supervisor that owns a state directory is alive.
    package typealias OwnerCheck = @Sendable (_ stateDirectory: String) async -> Bool

    /// The project whose services run.
    package var project: Project
    /// The absolute state directory of the supervisor that starts them. Containers are labelled with it.
    package var stateDirectory: String
    /// The version of cpadev, for labels.
    package var version: String
    /// The caller's environment merged with `.env`, for secrets, configs and build arguments without a value.
    package var environment: [String: String]
    /// Checks whether another supervisor, whose containers were found, is alive.
    package var isAlive: OwnerCheck

    /// Creates a configuration. `isAlive` defaults to treating every other supervisor as dead.
    package init(
        project: Project,
        stateDirectory: String,
        version: String,
        environment: [String: String],
        isAlive: @escaping OwnerCheck = { _ in false }
    ) {
        self.project = project
        self.stateDirectory = stateDirectory
        self.version = version
        self.environment = environment
        self.isAlive = isAlive
    }
}
