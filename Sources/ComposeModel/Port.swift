/// One port of a service, and where the host shows it.
package struct Port: Hashable, Sendable {
    /// The protocol that carries the port's traffic. Only engines publish SCTP.
    package enum TransportProtocol: String, Hashable, Sendable {
        case tcp
        case udp
        case sctp
    }

    /// The port inside the service.
    package var target: UInt16
    /// The port of the host; nil lets the runtime choose a free one.
    package var published: UInt16?
    /// The host's ports that ``published`` was chosen from, and a replica's is; nil where the file names just one or none.
    package var range: ClosedRange<UInt16>?
    /// The host's address that is listened on; nil is every address.
    package var hostIP: String?
    /// Which protocol it carries.
    package var transport: TransportProtocol
    /// What the file calls the port, for people; nil where it has no name.
    package var name: String?

    /// A port; TCP, and on a free port of every host address, unless said otherwise.
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

    /// The address by which this machine reaches the published port.
    package var reachableHost: String {
        switch hostIP {
        case nil, "0.0.0.0": "127.0.0.1"
        case "::": "::1"
        case .some(let address): address
        }
    }
}
