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
            case subnet, gateway, auxiliaryAddresses
            case range = "iPRange"
        }
    }

    package var driver: String?
    /// The address pools.
    package var config: [Config]?
    package var options: [String: String]?

    package init() {}
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
        case name, driver, options, labels
        case checksDuplicate = "checkDuplicate"
        case isInternal = "internal"
        case isAttachable = "attachable"
        case enablesIPv4 = "enableIPv4"
        case enablesIPv6 = "enableIPv6"
        case ipam = "iPAM"
    }
}

/// A network as reported by the engine.
package struct NetworkInspection: Decodable, Hashable, Sendable {
    /// 64 hexadecimal digits.
    package var id: String
    package var name: String
    package var labels: [String: String]?
    package var ipam: IPAM?
}
