package import OrderedCollections

/// A command that is run in a service after it started or before it is stopped.
///
/// Source: Compose Specification, services, `post_start` and `pre_stop`.
package struct LifecycleHook: Hashable, Sendable, Codable {
    /// Program and arguments.
    package var command: [String]
    /// A user's name or id; nil: the service's own.
    package var user: String?
    /// Whether it has all capabilities.
    package var isPrivileged: Bool
    /// Where it runs; nil: where the service does.
    package var workingDirectory: String?
    /// Variables over the service's own; nil: unset.
    package var environment: OrderedDictionary<String, String?>

    /// A command that runs as the service does.
    package init(command: [String]) {
        self.command = command
        isPrivileged = false
        environment = [:]
    }
}
