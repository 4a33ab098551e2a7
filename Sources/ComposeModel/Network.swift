/// A network of the top level. Source: Compose Specification, networks.
package struct Network: Hashable, Sendable {
    /// The name that the engine sees, where it is not `<project>_<key>`.
    package var name: String?
    /// Made by somebody else; never created or removed here.
    package var external: Bool
    /// The engine's network driver, such as `bridge`; nil: the engine's default.
    package var driver: String?
    /// Options for the driver, passed on as they are.
    package var driverOptions: [String: String]
    /// No way out of it.
    package var isInternal: Bool
    /// Whether containers of others may join it.
    package var isAttachable: Bool
    /// Whether addresses of version 4 are given; nil: the engine's default.
    package var enablesIPv4: Bool?
    /// Whether addresses of version 6 are given; nil: the engine's default.
    package var enablesIPv6: Bool?
    /// How addresses are given; nil: the engine's choice.
    package var addressing: NetworkAddressing?
    /// Labels that the engine keeps with the network.
    package var labels: [String: String]

    /// A network of the project's own with the default driver and a way out, unless said otherwise.
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
        isAttachable = false
    }
}

/// How a network gives addresses. Source: Compose Specification, networks, `ipam`.
package struct NetworkAddressing: Hashable, Sendable {
    /// One range of addresses.
    package struct Pool: Hashable, Sendable {
        /// The whole network, such as `172.28.0.0/16`.
        package var subnet: String?
        /// The part that containers get addresses of.
        package var range: String?
        /// The gateway's address.
        package var gateway: String?
        /// Addresses that are not given to containers, by host name.
        package var auxiliaryAddresses: [String: String]

        /// A pool; the engine chooses what is nil.
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
    /// The ranges.
    package var pools: [Pool]
    /// Options for the driver, passed on as they are.
    package var options: [String: String]

    /// The engine's default driver without ranges, unless said otherwise.
    package init(driver: String? = nil, pools: [Pool] = [], options: [String: String] = [:]) {
        self.driver = driver
        self.pools = pools
        self.options = options
    }
}
