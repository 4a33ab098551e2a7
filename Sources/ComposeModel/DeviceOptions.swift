/// The host's devices that a container sees.
public struct DeviceOptions: Hashable, Sendable {
    /// `devices`: device files.
    public var mappings: [DeviceMapping] = []
    /// `device_cgroup_rules`: rules of the control group, such as `c 1:3 mr`.
    public var cgroupRules: [String] = []
    /// `gpus` and `deploy.resources.reservations.devices`: devices that a driver of the engine hands out.
    public var requests: [DeviceRequest] = []

    /// No devices but the engine's defaults.
    public init() {}
}

/// A device file of the host. Source: Compose Specification, services, `devices`.
public struct DeviceMapping: Hashable, Sendable {
    /// The path on the host, or a CDI name such as `vendor.com/class=name`.
    public var source: String
    /// The path in the container.
    public var target: String
    /// Some of `r`, `w` and `m` (make device files).
    public var permissions: String

    /// A device under its own path that may be read, written and made, unless said otherwise.
    public init(source: String, target: String? = nil, permissions: String = "rwm") {
        self.source = source
        self.target = target ?? source
        self.permissions = permissions
    }
}

/// Devices that are asked for by what they can do. Source: Compose Deploy Specification, `devices`.
public struct DeviceRequest: Hashable, Sendable {
    /// How many devices are wanted.
    public enum Count: Hashable, Sendable {
        case all
        case exactly(Int)
    }

    /// The driver that hands them out, such as `nvidia`; nil: the one that fits the capabilities.
    public var driver: String?
    /// How many; nil where `deviceIDs` names them, or the file says nothing.
    public var count: Count?
    /// Devices by the ids that the driver gives them.
    public var deviceIDs: [String]
    /// What each of them must be able to do, such as `gpu`.
    public var capabilities: [String]
    /// Options for the driver, passed on as they are.
    public var options: [String: String]

    /// A request; all devices of any driver where nothing else is said.
    public init(
        driver: String? = nil,
        count: Count? = nil,
        deviceIDs: [String] = [],
        capabilities: [String] = [],
        options: [String: String] = [:]
    ) {
        self.driver = driver
        self.count = count
        self.deviceIDs = deviceIDs
        self.capabilities = capabilities
        self.options = options
    }
}
