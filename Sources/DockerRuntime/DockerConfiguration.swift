public import ComposeModel

/// What a Docker runtime works on, and for whom.
public struct DockerConfiguration: Sendable {
    /// Whether the supervisor that owns a state directory lives.
    public typealias OwnerCheck = @Sendable (_ stateDirectory: String) async -> Bool

    /// The project whose services it runs.
    public var project: Project
    /// The state directory of the supervisor that starts them: absolute. Containers are labelled with it.
    public var stateDirectory: String
    /// This program's version, for labels.
    public var version: String
    /// The caller's environment together with `.env`, for secrets, configs and build arguments without a value.
    public var environment: [String: String]
    /// Whether another supervisor lives, whose containers are met.
    public var isAlive: OwnerCheck

    /// A configuration; `stateDirectory` must be absolute. Without a check, no other supervisor is taken to live.
    public init(
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
