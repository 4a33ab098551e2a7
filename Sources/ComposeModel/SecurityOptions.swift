/// A container's privileges. Source: Compose Specification, services, the keys named at each property.
package struct SecurityOptions: Hashable, Sendable {
    /// `cap_add`: capabilities in addition to the engine's defaults, such as `NET_ADMIN`.
    package var addedCapabilities: [String] = []
    /// `cap_drop`: capabilities to drop; `ALL` is every one.
    package var droppedCapabilities: [String] = []
    /// `privileged`: all capabilities and all devices.
    package var isPrivileged = false
    /// `read_only`: its file system is read-only, except for mounts.
    package var isReadOnly = false
    /// `security_opt`: labels and profiles, such as `no-new-privileges:true`. `=` separates as well as `:`.
    package var options: [String] = []
    /// `group_add`: additional groups of its user, by name or id.
    package var groups: [String] = []
    /// `use_api_socket`: it gets the engine's socket, and with it full control of the engine.
    package var usesAPISocket = false

    package init() {}
}
