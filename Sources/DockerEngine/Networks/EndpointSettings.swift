/// The networks that a container joins when it is created.
package struct NetworkingConfig: Codable, Hashable, Sendable {
    /// Settings by the network's name or id.
    package var endpoints: [String: EndpointSettings]

    package init(endpoints: [String: EndpointSettings]) { self.endpoints = endpoints }

    private enum CodingKeys: String, CodingKey {
        case endpoints = "endpointsConfig"
    }
}

/// A container's endpoint in a network; nil fields are left to the engine. Source: Docker Engine API, EndpointSettings.
package struct EndpointSettings: Codable, Hashable, Sendable {
    /// Names by which other containers reach it.
    package var aliases: [String]?
    /// `container:alias`.
    package var links: [String]?
    package var driverOptions: [String: String]?
    /// Since API 1.44.
    package var macAddress: String?
    /// The network with the highest value provides the default gateway; since API 1.48.
    package var gatewayPriority: Int?
    package var addressing: EndpointAddressing?

    /// Creates settings that leave everything to the engine.
    package init() {}

    private enum CodingKeys: String, CodingKey {
        case aliases, links, macAddress
        case driverOptions = "driverOpts"
        case gatewayPriority = "gwPriority"
        case addressing = "iPAMConfig"
    }
}

/// A container's fixed addresses in a network; nil fields are left to the engine.
package struct EndpointAddressing: Codable, Hashable, Sendable {
    package var ipv4: String?
    package var ipv6: String?
    package var linkLocal: [String]?

    package init() {}

    private enum CodingKeys: String, CodingKey {
        case ipv4 = "iPv4Address"
        case ipv6 = "iPv6Address"
        case linkLocal = "linkLocalIPs"
    }
}
