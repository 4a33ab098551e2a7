/// A container in the engine's list. Source: Docker Engine API, ContainerList.
package struct ContainerSummary: Decodable, Hashable, Sendable {
    /// A port of the container.
    package struct Port: Decodable, Hashable, Sendable {
        /// The host address; nil if the port is not published.
        package var ip: String?
        /// The host port.
        package var publicPort: UInt16?
        /// `tcp`, `udp`, `sctp`.
        package var kind: String?

        private enum CodingKeys: String, CodingKey {
            case ip, publicPort
            case kind = "type"
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
}

/// The engine's response to the creation of a container.
package struct ContainerCreation: Decodable, Hashable, Sendable {
    /// 64 hexadecimal digits.
    package var id: String
    /// What the engine could not do as requested.
    package var warnings: [String]?

}
