/// How a network gives addresses.
package struct IPAM: Codable, Hashable, Sendable {
    /// A range of addresses.
    package struct Config: Codable, Hashable, Sendable {
        /// The whole, such as `172.28.0.0/16`.
        package var subnet: String?
        /// The part that containers get addresses of.
        package var range: String?
        /// The gateway's address.
        package var gateway: String?
        /// Addresses that no container gets, by host name.
        package var auxiliaryAddresses: [String: String]?

        /// The engine's choices.
        package init() {}

        private enum CodingKeys: String, CodingKey {
            case subnet = "Subnet"
            case range = "IPRange"
            case gateway = "Gateway"
            case auxiliaryAddresses = "AuxiliaryAddresses"
        }
    }

    /// nil: the engine's default.
    package var driver: String?
    /// The ranges.
    package var config: [Config]?
    /// Options for the driver.
    package var options: [String: String]?

    /// The engine's defaults.
    package init() {}

    private enum CodingKeys: String, CodingKey {
        case driver = "Driver"
        case config = "Config"
        case options = "Options"
    }
}

/// What a network is made of. Source: Docker Engine API, NetworkCreate.
package struct NetworkCreateRequest: Encodable, Hashable, Sendable {
    /// Its name, unique.
    package var name: String
    /// Always sent: without it, engines before API 1.44 make a second network of the same name.
    private let checksDuplicate = true
    /// nil: the engine's default.
    package var driver: String?
    /// Options for the driver.
    package var options: [String: String]?
    /// No way out of it.
    package var isInternal: Bool?
    /// Containers of others may join.
    package var isAttachable: Bool?
    /// Addresses of version 4 are given; from API 1.47 on.
    package var enablesIPv4: Bool?
    /// Addresses of version 6 are given.
    package var enablesIPv6: Bool?
    /// How addresses are given.
    package var ipam: IPAM?
    /// Its labels.
    package var labels: [String: String]?

    /// A network with the engine's defaults.
    package init(name: String) { self.name = name }

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
package struct NetworkInspection: Decodable, Hashable, Sendable {
    /// 64 hexadecimal digits.
    package var id: String
    /// Its name.
    package var name: String
    /// Its labels.
    package var labels: [String: String]?
    /// How it gives addresses.
    package var ipam: IPAM?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case labels = "Labels"
        case ipam = "IPAM"
    }
}
