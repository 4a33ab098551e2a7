/// The address management of a network; nil fields use the engine's defaults.
package struct IPAM: Codable, Hashable, Sendable {
    /// An address pool.
    package struct Config: Codable, Hashable, Sendable {
        /// The whole subnet, such as `172.28.0.0/16`.
        package var subnet: String?
        /// The part of the subnet that containers get addresses from.
        package var range: String?
        package var gateway: String?
        /// Reserved addresses, by host name.
        package var auxiliaryAddresses: [String: String]?

        package init() {}

        private enum CodingKeys: String, CodingKey {
            case subnet = "Subnet"
            case range = "IPRange"
            case gateway = "Gateway"
            case auxiliaryAddresses = "AuxiliaryAddresses"
        }
    }

    package var driver: String?
    /// The address pools.
    package var config: [Config]?
    package var options: [String: String]?

    package init() {}

    private enum CodingKeys: String, CodingKey {
        case driver = "Driver"
        case config = "Config"
        case options = "Options"
    }
}

/// The definition of a network to create. Source: Docker Engine API, NetworkCreate.
package struct NetworkCreateRequest: Encodable, Hashable, Sendable {
    /// The name, unique per engine.
    package var name: String
    /// Always true: otherwise engines before API 1.44 create a second network of the same name.
    private let checksDuplicate = true
    package var driver: String?
    package var options: [String: String]?
    /// Whether it has no access to other networks.
    package var isInternal: Bool?
    /// Whether standalone containers may join it.
    package var isAttachable: Bool?
    /// Since API 1.47.
    package var enablesIPv4: Bool?
    package var enablesIPv6: Bool?
    package var ipam: IPAM?
    package var labels: [String: String]?

    /// Creates a network with the engine's defaults.
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

/// A network as reported by the engine.
package struct NetworkInspection: Decodable, Hashable, Sendable {
    /// 64 hexadecimal digits.
    package var id: String
    package var name: String
    package var labels: [String: String]?
    package var ipam: IPAM?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case labels = "Labels"
        case ipam = "IPAM"
    }
}
