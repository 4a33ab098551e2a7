/// A port of a service and where the host publishes it.
package struct Port: Hashable, Sendable {
    /// The transport protocol. Only engines publish SCTP.
    package enum TransportProtocol: String, Hashable, Sendable {
        case tcp
        case udp
        case sctp
    }

    /// The port inside the service.
    package var target: UInt16
    /// The port of the host; nil lets the runtime choose a free one.
    package var published: UInt16?
    /// The range of host ports from which ``published`` was chosen, and from which replicas choose; nil if the file
    /// names one port or none.
    package var range: ClosedRange<UInt16>?
    /// The host address to listen on; nil is every address.
    package var hostIP: String?
    package var transport: TransportProtocol
    /// The port's name in the file, for display.
    package var name: String?

    package init(
        target: UInt16,
        published: UInt16? = nil,
        range: ClosedRange<UInt16>? = nil,
        hostIP: String? = nil,
        transport: TransportProtocol = .tcp,
        name: String? = nil
    ) {
        self.target = target
        self.published = published
        self.range = range
        self.hostIP = hostIP
        self.transport = transport
        self.name = name
    }

    /// Whether it is published on every address of the host.
    package var bindsEveryAddress: Bool { hostIP.map { ["", "0.0.0.0", "::"].contains($0) } ?? true }

    /// The address at which this machine reaches the published port.
    package var reachableHost: String {
        switch hostIP {
        case nil, "0.0.0.0": "127.0.0.1"
        case "::": "::1"
        case .some(let address): address
        }
    }
}
