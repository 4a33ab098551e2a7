/// A service's place in one network. Source: Compose Specification, services, `networks`.
package struct NetworkAttachment: Hashable, Sendable {
    /// Names under which others of the network find the service, besides its own.
    package var aliases: [String]
    /// A fixed address of version 4; nil: the engine's choice.
    package var ipv4Address: String?
    /// A fixed address of version 6; nil: the engine's choice.
    package var ipv6Address: String?
    /// Link-local addresses.
    package var linkLocalAddresses: [String]
    /// The MAC address on this network; nil: the engine's choice.
    package var macAddress: String?
    /// Networks are joined from the highest priority to the lowest.
    package var priority: Int
    /// The network with the highest value gives the default gateway.
    package var gatewayPriority: Int
    /// The interface's name inside the container; nil: the engine's choice.
    package var interfaceName: String?
    /// Options for the network's driver, passed on as they are.
    package var driverOptions: [String: String]

    /// A service with further names and otherwise the engine's choices.
    package init(aliases: [String] = []) {
        self.aliases = aliases
        linkLocalAddresses = []
        priority = 0
        gatewayPriority = 0
        driverOptions = [:]
    }
}
