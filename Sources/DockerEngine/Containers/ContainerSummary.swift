/// A container in the engine's list. Source: Docker Engine API, ContainerList.
package struct ContainerSummary: Decodable, Hashable, Sendable {
    /// A port of it.
    package struct Port: Decodable, Hashable, Sendable {
        /// The host's address; nil where the port is not published.
        package var ip: String?
        /// The port inside.
        package var privatePort: UInt16?
        /// The host's port.
        package var publicPort: UInt16?
        /// `tcp`, `udp`, `sctp`.
        package var kind: String?

        private enum CodingKeys: String, CodingKey {
            case ip = "IP"
            case privatePort = "PrivatePort"
            case publicPort = "PublicPort"
            case kind = "Type"
        }
    }

    /// 64 hexadecimal digits.
    package var id: String
    /// With a slash in front; links have more than one.
    package var names: [String]?
    /// `created`, `running`, `paused`, `exited` and others.
    package var state: String?
    /// Its labels.
    package var labels: [String: String]?
    /// Its ports.
    package var ports: [Port]?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case state = "State"
        case labels = "Labels"
        case ports = "Ports"
    }
}

/// What the engine answers when it has made a container.
package struct ContainerCreation: Decodable, Hashable, Sendable {
    /// 64 hexadecimal digits.
    package var id: String
    /// What it could not do as asked.
    package var warnings: [String]

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case warnings = "Warnings"
    }

    /// Warnings may be null.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        warnings = try values.decodeIfPresent([String].self, forKey: .warnings) ?? []
    }
}
