/// What a container may do. Source: Compose Specification, services, the keys named at each property.
public struct SecurityOptions: Hashable, Sendable {
    /// `cap_add`: capabilities besides the engine's defaults, such as `NET_ADMIN`.
    public var addedCapabilities: [String] = []
    /// `cap_drop`: capabilities that are taken away; `ALL` is every one.
    public var droppedCapabilities: [String] = []
    /// `privileged`: all capabilities and all devices.
    public var isPrivileged = false
    /// `read_only`: its file system cannot be written, apart from mounts.
    public var isReadOnly = false
    /// `security_opt`: labels and profiles, such as `no-new-privileges:true`. `=` separates as well as `:`.
    public var options: [String] = []
    /// `group_add`: further groups of its user, by name or id.
    public var groups: [String] = []
    /// `use_api_socket`: it gets the engine's own socket, and with it power over the engine.
    public var usesAPISocket = false

    /// The engine's defaults.
    public init() {}
}
