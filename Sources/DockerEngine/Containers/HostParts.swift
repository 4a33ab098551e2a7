/// Where the host shows a port.
package struct PortBinding: Codable, Hashable, Sendable {
    /// Empty: every address.
    package var hostIP: String?
    /// Empty: the engine chooses.
    package var hostPort: String?

    /// A binding.
    package init(hostIP: String, hostPort: String) {
        self.hostIP = hostIP
        self.hostPort = hostPort
    }

    private enum CodingKeys: String, CodingKey {
        case hostIP = "HostIp"
        case hostPort = "HostPort"
    }
}

/// What the engine does when a container ends.
package struct HostRestartPolicy: Codable, Hashable, Sendable {
    var name: String

    /// `no`, `always`, `unless-stopped`, `on-failure`.
    package init(name: String) { self.name = name }

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
    }
}

/// Where a container's output goes.
package struct LogConfig: Codable, Hashable, Sendable {
    var driver: String
    var options: [String: String]?

    /// A driver; empty: the engine's default.
    package init(driver: String, options: [String: String]?) {
        self.driver = driver
        self.options = options
    }

    private enum CodingKeys: String, CodingKey {
        case driver = "Type"
        case options = "Config"
    }
}

/// A device file of the host.
package struct HostDevice: Codable, Hashable, Sendable {
    var path: String
    var target: String
    var permissions: String

    /// A device and where the container sees it, with some of `rwm`.
    package init(path: String, target: String, permissions: String) {
        self.path = path
        self.target = target
        self.permissions = permissions
    }

    private enum CodingKeys: String, CodingKey {
        case path = "PathOnHost"
        case target = "PathInContainer"
        case permissions = "CgroupPermissions"
    }
}

/// Devices that are asked for by what they can do.
package struct HostDeviceRequest: Codable, Hashable, Sendable {
    var driver: String?
    var count: Int?
    var deviceIDs: [String]?
    var capabilities: [[String]]?
    var options: [String: String]?

    /// A request; a count of -1 is all of them.
    package init(
        driver: String?,
        count: Int?,
        deviceIDs: [String]?,
        capabilities: [[String]]?,
        options: [String: String]?
    ) {
        self.driver = driver
        self.count = count
        self.deviceIDs = deviceIDs
        self.capabilities = capabilities
        self.options = options
    }

    private enum CodingKeys: String, CodingKey {
        case driver = "Driver"
        case count = "Count"
        case deviceIDs = "DeviceIDs"
        case capabilities = "Capabilities"
        case options = "Options"
    }
}

/// A limit of a resource, as setrlimit(2) takes it.
package struct HostUlimit: Codable, Hashable, Sendable {
    var name: String
    var soft: Int64
    var hard: Int64

    /// By the name without `RLIMIT_`, in lower case; -1: none.
    package init(name: String, soft: Int64, hard: Int64) {
        self.name = name
        self.soft = soft
        self.hard = hard
    }

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case soft = "Soft"
        case hard = "Hard"
    }
}

/// A block device and its weight.
package struct WeightDevice: Codable, Hashable, Sendable {
    var path: String
    var weight: Int64

    /// 10 to 1000.
    package init(path: String, weight: Int64) {
        self.path = path
        self.weight = weight
    }

    private enum CodingKeys: String, CodingKey {
        case path = "Path"
        case weight = "Weight"
    }
}

/// A block device and how much of it may be used in a second.
package struct ThrottleDevice: Codable, Hashable, Sendable {
    var path: String
    var rate: Int64

    /// Bytes or operations a second.
    package init(path: String, rate: Int64) {
        self.path = path
        self.rate = rate
    }

    private enum CodingKeys: String, CodingKey {
        case path = "Path"
        case rate = "Rate"
    }
}
