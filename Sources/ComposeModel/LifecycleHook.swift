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
