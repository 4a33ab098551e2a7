/// The host devices available to a container.
package struct DeviceOptions: Hashable, Sendable {
    /// `devices`: device files.
    package var mappings: [DeviceMapping] = []
    /// `device_cgroup_rules`: control group rules, such as `c 1:3 mr`.
    package var cgroupRules: [String] = []
    /// `gpus` and `deploy.resources.reservations.devices`: devices that a driver of the engine assigns.
    package var requests: [DeviceRequest] = []

    package init() {}
}

/// A device file of the host. Source: Compose Specification, services, `devices`.
package struct DeviceMapping: Hashable, Sendable {
    /// The path on the host, or a CDI name such as `vendor.com/class=name`.
    package var source: String
    /// The path in the container.
    package var target: String
    /// A combination of `r`, `w` and `m` (mknod).
    package var permissions: String

    /// Creates a mapping. The target path defaults to the source path.
    package init(source: String, target: String? = nil, permissions: String = "rwm") {
        self.source = source
        self.target = target ?? source
        self.permissions = permissions
    }
}

/// A request for devices by their capabilities. Source: Compose Deploy Specification, `devices`.
package struct DeviceRequest: Hashable, Sendable {
    /// The number of devices requested.
    package enum Count: Hashable, Sendable {
        case all
        case exactly(Int)
    }

    /// The driver that assigns them, such as `nvidia`; nil: any that has the capabilities.
    package var driver: String?
    /// nil if `deviceIDs` names the devices, or the file sets no count.
    package var count: Count?
    /// Device ids, as defined by the driver.
    package var deviceIDs: [String]
    /// The required capabilities, such as `gpu`.
    package var capabilities: [String]
    /// Options for the driver, passed through unchanged.
    package var options: [String: String]

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
