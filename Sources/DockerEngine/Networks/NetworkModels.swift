/// How a network gives addresses.
public struct IPAM: Codable, Hashable, Sendable {
    /// A range of addresses.
    public struct Config: Codable, Hashable, Sendable {
        /// The whole, such as `172.28.0.0/16`.
        public var subnet: String?
        /// The part that containers get addresses of.
        public var range: String?
        /// The gateway's address.
        public var gateway: String?
        /// Addresses that no container gets, by host name.
        public var auxiliaryAddresses: [String: String]?

        /// The engine's choices.
        public init() {}

        private enum CodingKeys: String, CodingKey {
            case subnet = "Subnet"
            case range = "IPRange"
            case gateway = "Gateway"
            case auxiliaryAddresses = "AuxiliaryAddresses"
        }
    }

    /// nil: the engine's default.
    public var driver: String?
    /// The ranges.
    public var config: [Config]?
    /// Options for the driver.
    public var options: [String: String]?

    /// The engine's defaults.
    public init() {}

    private enum CodingKeys: String, CodingKey {
        case driver = "Driver"
        case config = "Config"
        case options = "Options"
    }
}

/// What a network is made of. Source: Docker Engine API, NetworkCreate.
public struct NetworkCreateRequest: Encodable, Hashable, Sendable {
    /// Its name, unique.
    public var name: String
    /// Always sent: without it, engines before API 1.44 make a second network of the same name.
    private let checksDuplicate = true
    /// nil: the engine's default.
    public var driver: String?
    /// Options for the driver.
    public var options: [String: String]?
    /// No way out of it.
    public var isInternal: Bool?
    /// Containers of others may join.
    public var isAttachable: Bool?
    /// Addresses of version 4 are given; from API 1.47 on.
    public var enablesIPv4: Bool?
    /// Addresses of version 6 are given.
    public var enablesIPv6: Bool?
    /// How addresses are given.
    public var ipam: IPAM?
    /// Its labels.
    public var labels: [String: String]?

    /// A network with the engine's defaults.
    public init(name: String) { self.name = name }

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case checksDuplicate = "CheckDuplicate"
        case driver = "Driver"
        case options = "Options"
        case isInternal = "Internal"
        case isAttachable = "Attachable"
        case enablesIPv4 = "EnableIPv4"
        case enablesIPv6 = "EnableIPv6"
        case ipam = "IPAM"
        case labels = "Labels"
    }
}

/// A network as the engine describes it.
public struct NetworkInspection: Decodable, Hashable, Sendable {
    /// 64 hexadecimal digits.
    public var id: String
    /// Its name.
    public var name: String
    /// Its labels.
    public var labels: [String: String]?
    /// How it gives addresses.
    public var ipam: IPAM?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case labels = "Labels"
        case ipam = "IPAM"
    }
}
