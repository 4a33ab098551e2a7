package import OrderedCollections

/// A command that runs in a service after it has started or before it is stopped.
///
/// Source: Compose Specification, services, `post_start` and `pre_stop`.
package struct LifecycleHook: Hashable, Sendable, Codable {
    /// The program and its arguments.
    package var command: [String]
    /// A user's name or id; nil: the service's own.
    package var user: String?
    /// Whether the command has all capabilities.
    package var isPrivileged = false
    /// nil: the service's own.
    package var workingDirectory: String?
    /// Variables that override the service's own; nil: unset.
    package var environment: OrderedDictionary<String, String?> = [:]

    package init(command: [String]) { self.command = command }
}
