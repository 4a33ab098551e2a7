/// One port of a service, and where the host shows it.
public struct Port: Hashable, Sendable {
    /// The protocol that carries the port's traffic. Only engines publish SCTP.
    public enum TransportProtocol: String, Hashable, Sendable {
        case tcp
        case udp
        case sctp
    }

    /// The port inside the service.
    public var target: UInt16
    /// The port of the host; nil lets the runtime choose a free one.
    public var published: UInt16?
    /// The host's ports that ``published`` was chosen from, and a replica's is; nil where the file names just one or none.
    public var range: ClosedRange<UInt16>?
    /// The host's address that is listened on; nil is every address.
    public var hostIP: String?
    /// Which protocol it carries.
    public var transport: TransportProtocol
    /// What the file calls the port, for people; nil where it has no name.
    public var name: String?

    /// A port; TCP, and on a free port of every host address, unless said otherwise.
    public init(
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
    public var reachableHost: String {
        switch hostIP {
        case nil, "0.0.0.0": "127.0.0.1"
        case "::": "::1"
        case .some(let address): address
        }
    }
}
