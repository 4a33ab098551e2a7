/// A host address and port on which a container port is published.
package struct PortBinding: Codable, Hashable, Sendable {
    /// Empty for all addresses.
    package var hostIP: String?
    /// Empty to let the engine choose.
    package var hostPort: String?

    package init(hostIP: String, hostPort: String) {
        self.hostIP = hostIP
        self.hostPort = hostPort
    }

    private enum CodingKeys: String, CodingKey {
        case hostPort
        case hostIP = "hostIp"
    }
}

/// What the engine does when a container exits.
package struct HostRestartPolicy: Codable, Hashable, Sendable {
    var name: String

    /// - Parameter name: `no`, `always`, `unless-stopped` or `on-failure`.
    package init(name: String) { self.name = name }
}

/// The logging driver of a container.
package struct LogConfig: Codable, Hashable, Sendable {
    var driver: String
    var options: [String: String]?

    /// - Parameter driver: empty for the engine's default.
    package init(driver: String, options: [String: String]?) {
        self.driver = driver
        self.options = options
    }

    private enum CodingKeys: String, CodingKey {
        case driver = "type"
        case options = "config"
    }
}

/// A device file mapped into a container.
package struct HostDevice: Codable, Hashable, Sendable {
    var path: String
    var target: String
    var permissions: String

    /// - Parameter permissions: a combination of `r`, `w` and `m`.
    package init(path: String, target: String, permissions: String) {
        self.path = path
        self.target = target
        self.permissions = permissions
    }

    private enum CodingKeys: String, CodingKey {
        case path = "pathOnHost"
        case target = "pathInContainer"
        case permissions = "cgroupPermissions"
    }
}

/// A request for devices by capability.
package struct HostDeviceRequest: Codable, Hashable, Sendable {
    package var driver: String?
    /// -1 for all devices.
    package var count: Int?
    package var deviceIDs: [String]?
    package var capabilities: [[String]]?
    package var options: [String: String]?

    package init() {}
}

/// A resource limit; see setrlimit(2).
package struct HostUlimit: Codable, Hashable, Sendable {
    var name: String
    var soft: Int64
    var hard: Int64

    /// Creates a limit, named without `RLIMIT_` and in lower case; -1 means unlimited.
    package init(name: String, soft: Int64, hard: Int64) {
        self.name = name
        self.soft = soft
        self.hard = hard
    }
}

/// The I/O weight of a block device.
package struct WeightDevice: Codable, Hashable, Sendable {
    var path: String
    var weight: Int64

    /// - Parameter weight: 10 to 1000.
    package init(path: String, weight: Int64) {
        self.path = path
        self.weight = weight
    }
}

/// The I/O rate limit of a block device.
package struct ThrottleDevice: Codable, Hashable, Sendable {
    var path: String
    var rate: Int64

    /// - Parameter rate: bytes or operations per second.
    package init(path: String, rate: Int64) {
        self.path = path
        self.rate = rate
    }
}
