/// The host's devices that a container sees.
package struct DeviceOptions: Hashable, Sendable {
    /// `devices`: device files.
    package var mappings: [DeviceMapping] = []
    /// `device_cgroup_rules`: rules of the control group, such as `c 1:3 mr`.
    package var cgroupRules: [String] = []
    /// `gpus` and `deploy.resources.reservations.devices`: devices that a driver of the engine hands out.
    package var requests: [DeviceRequest] = []

    /// No devices but the engine's defaults.
    package init() {}
}

/// A device file of the host. Source: Compose Specification, services, `devices`.
package struct DeviceMapping: Hashable, Sendable {
    /// The path on the host, or a CDI name such as `vendor.com/class=name`.
    package var source: String
    /// The path in the container.
    package var target: String
    /// Some of `r`, `w` and `m` (make device files).
    package var permissions: String

    /// A device under its own path that may be read, written and made, unless said otherwise.
    package init(source: String, target: String? = nil, permissions: String = "rwm") {
        self.source = source
        self.target = target ?? source
        self.permissions = permissions
    }
}

/// Devices that are asked for by what they can do. Source: Compose Deploy Specification, `devices`.
package struct DeviceRequest: Hashable, Sendable {
    /// How many devices are wanted.
    package enum Count: Hashable, Sendable {
        case all
        case exactly(Int)
    }

    /// The driver that hands them out, such as `nvidia`; nil: the one that fits the capabilities.
    package var driver: String?
    /// How many; nil where `deviceIDs` names them, or the file says nothing.
    package var count: Count?
    /// Devices by the ids that the driver gives them.
    package var deviceIDs: [String]
    /// What each of them must be able to do, such as `gpu`.
    package var capabilities: [String]
    /// Options for the driver, passed on as they are.
    package var options: [String: String]

    /// A request; all devices of any driver where nothing else is said.
    package init(
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
