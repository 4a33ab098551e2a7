/// The kernel namespace that a container uses.
///
/// Source: Compose Specification, services, `network_mode`, `pid`, `ipc`, `uts`, `userns_mode`, `cgroup`.
package enum NamespaceMode: Hashable, Sendable {
    /// The host's namespace.
    case host
    /// The namespace of another service of the project, by its key.
    case service(String)
    /// The namespace of a container outside the project, by name or id.
    case container(String)
    /// A mode that the engine defines, such as `none`, `bridge`, `private` or `shareable`.
    case named(String)

    /// Creates a mode from its Compose form.
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

/// The namespaces and control groups of a container. nil leaves each to the engine.
package struct NamespaceOptions: Hashable, Sendable {
    /// `network_mode`. If set, the service has no `networks`.
    package var network: NamespaceMode?
    /// Process ids.
    package var pid: NamespaceMode?
    /// Shared memory and semaphores.
    package var ipc: NamespaceMode?
    /// The host name.
    package var uts: NamespaceMode?
    /// User ids.
    package var user: NamespaceMode?
    /// The control group namespace: `host` or `private`.
    package var cgroup: NamespaceMode?
    /// The parent of the container's control group.
    package var cgroupParent: String?

    package init() {}
}
