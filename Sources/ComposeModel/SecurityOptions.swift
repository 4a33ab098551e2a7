/// What a container may do. Source: Compose Specification, services, the keys named at each property.
package struct SecurityOptions: Hashable, Sendable {
    /// `cap_add`: capabilities besides the engine's defaults, such as `NET_ADMIN`.
    package var addedCapabilities: [String] = []
    /// `cap_drop`: capabilities that are taken away; `ALL` is every one.
    package var droppedCapabilities: [String] = []
    /// `privileged`: all capabilities and all devices.
    package var isPrivileged = false
    /// `read_only`: its file system cannot be written, apart from mounts.
    package var isReadOnly = false
    /// `security_opt`: labels and profiles, such as `no-new-privileges:true`. `=` separates as well as `:`.
    package var options: [String] = []
    /// `group_add`: further groups of its user, by name or id.
    package var groups: [String] = []
    /// `use_api_socket`: it gets the engine's own socket, and with it power over the engine.
    package var usesAPISocket = false

    /// The engine's defaults.
    package init() {}
}
