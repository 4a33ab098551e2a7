/// A top-level network. Source: Compose Specification, networks.
package struct Network: Hashable, Sendable {
    /// The network's name in the engine; nil: `<project>_<key>`.
    package var name: String?
    /// Whether the network is managed outside the project; it is then never created or removed here.
    package var external: Bool
    /// The engine's network driver, such as `bridge`; nil: the engine's default.
    package var driver: String?
    /// Options for the driver, passed through unchanged.
    package var driverOptions: [String: String]
    /// Whether the network has no access to external networks.
    package var isInternal: Bool
    /// Whether containers outside the project can join.
    package var isAttachable = false
    /// Whether IPv4 addresses are assigned; nil: the engine's default.
    package var enablesIPv4: Bool?
    /// Whether IPv6 addresses are assigned; nil: the engine's default.
    package var enablesIPv6: Bool?
    /// How addresses are assigned; nil: the engine's choice.
    package var addressing: NetworkAddressing?
    package var labels: [String: String]

    package init(
        name: String? = nil,
        external: Bool = false,
        driver: String? = nil,
        driverOptions: [String: String] = [:],
        isInternal: Bool = false,
        labels: [String: String] = [:]
    ) {
        self.name = name
        self.external = external
        self.driver = driver
        self.driverOptions = driverOptions
        self.isInternal = isInternal
        self.labels = labels
    }
}

/// How a network assigns addresses. Source: Compose Specification, networks, `ipam`.
package struct NetworkAddressing: Hashable, Sendable {
    /// One range of addresses. The engine chooses each value that is nil.
    package struct Pool: Hashable, Sendable {
        /// The whole range, such as `172.28.0.0/16`.
        package var subnet: String?
        /// The part of the subnet from which container addresses are assigned.
        package var range: String?
        package var gateway: String?
        /// Addresses that are not assigned to containers, by host name.
        package var auxiliaryAddresses: [String: String]

        package init(
            subnet: String? = nil,
            range: String? = nil,
            gateway: String? = nil,
            auxiliaryAddresses: [String: String] = [:]
        ) {
            self.subnet = subnet
            self.range = range
            self.gateway = gateway
            self.auxiliaryAddresses = auxiliaryAddresses
        }
    }

    /// The engine's IPAM driver; nil: its default.
    package var driver: String?
    package var pools: [Pool]
    /// Options for the driver, passed through unchanged.
    package var options: [String: String]

    package init(driver: String? = nil, pools: [Pool] = [], options: [String: String] = [:]) {
        self.driver = driver
        self.pools = pools
        self.options = options
    }
}
