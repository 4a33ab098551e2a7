package import ComposeModel

/// What a Docker runtime works on, and for whom.
package struct DockerConfiguration: Sendable {
    /// Whether the supervisor that owns a state directory lives.
    package typealias OwnerCheck = @Sendable (_ stateDirectory: String) async -> Bool

    /// The project whose services it runs.
    package var project: Project
    /// The state directory of the supervisor that starts them: absolute. Containers are labelled with it.
    package var stateDirectory: String
    /// This program's version, for labels.
    package var version: String
    /// The caller's environment together with `.env`, for secrets, configs and build arguments without a value.
    package var environment: [String: String]
    /// Whether another supervisor lives, whose containers are met.
    package var isAlive: OwnerCheck

    /// A configuration; `stateDirectory` must be absolute. Without a check, no other supervisor is taken to live.
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
