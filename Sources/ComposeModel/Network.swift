/// A network of the top level. Source: Compose Specification, networks.
public struct Network: Hashable, Sendable {
    /// The name that the engine sees, where it is not `<project>_<key>`.
    public var name: String?
    /// Made by somebody else; never created or removed here.
    public var external: Bool
    /// The engine's network driver, such as `bridge`; nil: the engine's default.
    public var driver: String?
    /// Options for the driver, passed on as they are.
    public var driverOptions: [String: String]
    /// No way out of it.
    public var isInternal: Bool
    /// Whether containers of others may join it.
    public var isAttachable: Bool
    /// Whether addresses of version 4 are given; nil: the engine's default.
    public var enablesIPv4: Bool?
    /// Whether addresses of version 6 are given; nil: the engine's default.
    public var enablesIPv6: Bool?
    /// How addresses are given; nil: the engine's choice.
    public var addressing: NetworkAddressing?
    /// Labels that the engine keeps with the network.
    public var labels: [String: String]

    /// A network of the project's own with the default driver and a way out, unless said otherwise.
    public init(
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
public struct NetworkAddressing: Hashable, Sendable {
    /// One range of addresses.
    public struct Pool: Hashable, Sendable {
        /// The whole network, such as `172.28.0.0/16`.
        public var subnet: String?
        /// The part that containers get addresses of.
        public var range: String?
        /// The gateway's address.
        public var gateway: String?
        /// Addresses that are not given to containers, by host name.
        public var auxiliaryAddresses: [String: String]

        /// A pool; the engine chooses what is nil.
        public init(
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
    public var driver: String?
    /// The ranges.
    public var pools: [Pool]
    /// Options for the driver, passed on as they are.
    public var options: [String: String]

    /// The engine's default driver without ranges, unless said otherwise.
    public init(driver: String? = nil, pools: [Pool] = [], options: [String: String] = [:]) {
        self.driver = driver
        self.pools = pools
        self.options = options
    }
}
