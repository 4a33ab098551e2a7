/// The definition of a container to create; nil fields use the image's value. Source: Docker Engine API,
/// ContainerCreate.
package struct ContainerCreateRequest: Encodable, Hashable, Sendable {
    /// The image's reference or id.
    package var image: String
    package var command: [String]?
    /// An empty array removes the image's entrypoint.
    package var entrypoint: [String]?
    /// Entries `KEY=value`; a key alone removes the variable.
    package var environment: [String]?
    package var labels: [String: String] = [:]
    /// `user[:group]`.
    package var user: String?
    package var workingDirectory: String?
    package var hostname: String?
    package var domainName: String?
    /// The MAC address, for engines before API 1.44 only.
    package var macAddress: String?
    /// Whether it has a terminal; its output is then not framed.
    package var tty: Bool?
    /// Whether its standard input stays open.
    package var openStdin: Bool?
    package var stopSignal: String?
    /// Seconds between the stop signal and SIGKILL.
    package var stopTimeout: Int?
    package var healthcheck: ContainerHealthcheck?
    /// Ports such as `5432/tcp`. The engine ignores bindings of ports that are not listed here.
    package var exposedPorts: EmptyObjects?
    /// The targets of anonymous volumes.
    package var volumes: EmptyObjects?
    package var hostConfig = HostConfig()
    /// The networks to connect to.
    package var networkingConfig: NetworkingConfig?

    /// Creates a request that leaves everything to the image.
    package init(image: String) { self.image = image }

    private enum CodingKeys: String, CodingKey {
        case image, entrypoint, labels, user, hostname, macAddress, tty, openStdin, stopSignal, stopTimeout,
            healthcheck, exposedPorts, volumes, hostConfig, networkingConfig
        case command = "cmd"
        case environment = "env"
        case workingDirectory = "workingDir"
        case domainName = "domainname"
    }
}

/// A set in Go's JSON representation: `{"a": {}, "b": {}}`.
package struct EmptyObjects: Codable, Hashable, Sendable {
    private struct Nothing: Codable, Hashable {}

    package var keys: [String]

    package init(_ keys: [String]) { self.keys = keys }

    package init(from decoder: any Decoder) throws {
        keys = try decoder.singleValueContainer().decode([String: Nothing].self).keys.sorted()
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(keys.map { ($0, Nothing()) }) { first, _ in first })
    }
}
