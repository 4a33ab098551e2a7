/// The networks that a container joins when it is made.
package struct NetworkingConfig: Codable, Hashable, Sendable {
    /// By the network's name or id.
    package var endpoints: [String: EndpointSettings]

    /// A place in each of some networks.
    package init(endpoints: [String: EndpointSettings]) { self.endpoints = endpoints }

    private enum CodingKeys: String, CodingKey {
        case endpoints = "EndpointsConfig"
    }
}

/// A container's place in a network. Source: Docker Engine API, EndpointSettings.
package struct EndpointSettings: Codable, Hashable, Sendable {
    /// Names under which others find it.
    package var aliases: [String]?
    /// `container:alias`.
    package var links: [String]?
    /// Options for the network's driver.
    package var driverOptions: [String: String]?
    /// From API 1.44 on.
    package var macAddress: String?
    /// The network with the highest value gives the default gateway; from API 1.48 on.
    package var gatewayPriority: Int?
    /// Fixed addresses.
    package var addressing: EndpointAddressing?

    /// The engine's choices.
    package init() {}

    private enum CodingKeys: String, CodingKey {
        case aliases = "Aliases"
        case links = "Links"
        case driverOptions = "DriverOpts"
        case macAddress = "MacAddress"
        case gatewayPriority = "GwPriority"
        case addressing = "IPAMConfig"
    }
}

/// Fixed addresses of a container in a network.
package struct EndpointAddressing: Codable, Hashable, Sendable {
    var ipv4: String?
    var ipv6: String?
    var linkLocal: [String]?

    /// Addresses; the engine chooses where nil.
    package init(ipv4: String?, ipv6: String?, linkLocal: [String]) {
        self.ipv4 = ipv4
        self.ipv6 = ipv6
        self.linkLocal = linkLocal.isEmpty ? nil : linkLocal
    }

    private enum CodingKeys: String, CodingKey {
        case ipv4 = "IPv4Address"
        case ipv6 = "IPv6Address"
        case linkLocal = "LinkLocalIPs"
    }
}
