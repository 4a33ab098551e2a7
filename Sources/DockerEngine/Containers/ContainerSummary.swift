/// A container in the engine's list. Source: Docker Engine API, ContainerList.
public struct ContainerSummary: Decodable, Hashable, Sendable {
    /// A port of it.
    public struct Port: Decodable, Hashable, Sendable {
        /// The host's address; nil where the port is not published.
        public var ip: String?
        /// The port inside.
        public var privatePort: UInt16?
        /// The host's port.
        public var publicPort: UInt16?
        /// `tcp`, `udp`, `sctp`.
        public var kind: String?

        private enum CodingKeys: String, CodingKey {
            case ip = "IP"
            case privatePort = "PrivatePort"
            case publicPort = "PublicPort"
            case kind = "Type"
        }
    }

    /// 64 hexadecimal digits.
    public var id: String
    /// With a slash in front; links have more than one.
    public var names: [String]?
    /// `created`, `running`, `paused`, `exited` and others.
    public var state: String?
    /// Its labels.
    public var labels: [String: String]?
    /// Its ports.
    public var ports: [Port]?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case state = "State"
        case labels = "Labels"
        case ports = "Ports"
    }
}

/// What the engine answers when it has made a container.
public struct ContainerCreation: Decodable, Hashable, Sendable {
    /// 64 hexadecimal digits.
    public var id: String
    /// What it could not do as asked.
    public var warnings: [String]

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case warnings = "Warnings"
    }

    /// Warnings may be null.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        warnings = try values.decodeIfPresent([String].self, forKey: .warnings) ?? []
    }
}
