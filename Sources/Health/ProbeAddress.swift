/// Where this machine reaches a port of a service.
package struct ProbeAddress: Hashable, Sendable {
    /// A numeric IPv4 or IPv6 address (without brackets) or a name.
    package var host: String
    /// The port on that host, not the container's.
    package var port: UInt16

    /// An address as it is; nothing is resolved.
    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}
