/// The address at which the host reaches a port of a service.
package struct ProbeAddress: Hashable, Sendable {
    /// A numeric IPv4 or IPv6 address (without brackets) or a host name.
    package var host: String
    /// The port on that host, not the container port.
    package var port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}
