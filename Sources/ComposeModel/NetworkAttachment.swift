/// A service's attachment to one network. Source: Compose Specification, services, `networks`.
package struct NetworkAttachment: Hashable, Sendable {
    /// Additional names of the service on the network.
    package var aliases: [String]
    /// A fixed IPv4 address; nil: the engine's choice.
    package var ipv4Address: String?
    /// A fixed IPv6 address; nil: the engine's choice.
    package var ipv6Address: String?
    package var linkLocalAddresses: [String] = []
    /// The MAC address on this network; nil: the engine's choice.
    package var macAddress: String?
    /// Networks are joined from the highest priority to the lowest.
    package var priority: Int = 0
    /// The network with the highest value provides the default gateway.
    package var gatewayPriority: Int = 0
    /// The interface's name inside the container; nil: the engine's choice.
    package var interfaceName: String?
    /// Options for the network's driver, passed through unchanged.
    package var driverOptions: [String: String] = [:]

    package init(aliases: [String] = []) { self.aliases = aliases }
}
