/// A namespace of the kernel that a container takes part in.
///
/// Source: Compose Specification, services, `network_mode`, `pid`, `ipc`, `uts`, `userns_mode`, `cgroup`.
package enum NamespaceMode: Hashable, Sendable {
    /// The host's own.
    case host
    /// That of another service of the project, by its key.
    case service(String)
    /// That of a container that somebody else runs, by name or id.
    case container(String)
    /// A word that the engine knows, such as `none`, `bridge`, `private`, `shareable`.
    case named(String)

    /// The mode as a Compose file writes it.
    package init(_ text: String) {
        if text == "host" {
            self = .host
        } else if text.hasPrefix("service:") {
            self = .service(String(text.dropFirst("service:".count)))
        } else if text.hasPrefix("container:") {
            self = .container(String(text.dropFirst("container:".count)))
        } else {
            self = .named(text)
        }
    }

    /// The service whose namespace is shared, by its key.
    package var service: String? {
        if case .service(let name) = self { name } else { nil }
    }
}

/// Which namespaces and control groups a container has; nil leaves each to the engine.
package struct NamespaceOptions: Hashable, Sendable {
    /// `network_mode`. Where it is set, the service has no `networks`.
    package var network: NamespaceMode?
    /// Whose processes it sees.
    package var pid: NamespaceMode?
    /// Whose shared memory and semaphores it sees.
    package var ipc: NamespaceMode?
    /// Whose host name it has.
    package var uts: NamespaceMode?
    /// How its user ids are those of the host.
    package var user: NamespaceMode?
    /// Whose control group it sees as the root: `host` or `private`.
    package var cgroup: NamespaceMode?
    /// The control group under which the engine puts it.
    package var cgroupParent: String?

    /// Everything is left to the engine.
    package init() {}
}
