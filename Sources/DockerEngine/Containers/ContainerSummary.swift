/// A container in the engine's list. Source: Docker Engine API, ContainerList.
package struct ContainerSummary: Decodable, Hashable, Sendable {
    /// A port of the container.
    package struct Port: Decodable, Hashable, Sendable {
        /// The host address; nil if the port is not published.
        package var ip: String?
        /// The container port.
        package var privatePort: UInt16?
        /// The host port.
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
    /// Names with a leading slash; links add further ones.
    package var names: [String]?
    /// `created`, `running`, `paused`, `exited` and others.
    package var state: String?
    package var labels: [String: String]?
    package var ports: [Port]?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case state = "State"
        case labels = "Labels"
        case ports = "Ports"
    }
}

/// The engine's response to the creation of a container.
package struct ContainerCreation: Decodable, Hashable, Sendable {
    /// 64 hexadecimal digits.
    package var id: String
    /// What the engine could not do as requested.
    package var warnings: [String]

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case warnings = "Warnings"
    }

    /// Decodes a response; warnings may be null.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        warnings = try values.decodeIfPresent([String].self, forKey: .warnings) ?? []
    }
}
