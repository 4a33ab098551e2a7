public import OrderedCollections

/// A command that is run in a service after it started or before it is stopped.
///
/// Source: Compose Specification, services, `post_start` and `pre_stop`.
public struct LifecycleHook: Hashable, Sendable, Codable {
    /// Program and arguments.
    public var command: [String]
    /// A user's name or id; nil: the service's own.
    public var user: String?
    /// Whether it has all capabilities.
    public var isPrivileged: Bool
    /// Where it runs; nil: where the service does.
    public var workingDirectory: String?
    /// Variables over the service's own; nil: unset.
    public var environment: OrderedDictionary<String, String?>

    /// A command that runs as the service does.
    public init(command: [String]) {
        self.command = command
        isPrivileged = false
        environment = [:]
    }
}

/// A step of its own container that must succeed before a service starts. Source: Compose Specification, services,
/// `pre_start`.
public struct PreStartStep: Hashable, Sendable {
    /// The image of its container; nil: the service's own.
    public var image: String?
    /// What is run; an empty command is the image's own.
    public var hook: LifecycleHook
    /// Whether it runs for each replica, or once for the service.
    public var runsPerReplica: Bool

    /// A step that runs once in the service's own image, unless said otherwise.
    public init(hook: LifecycleHook, image: String? = nil, runsPerReplica: Bool = false) {
        self.hook = hook
        self.image = image
        self.runsPerReplica = runsPerReplica
    }
}
