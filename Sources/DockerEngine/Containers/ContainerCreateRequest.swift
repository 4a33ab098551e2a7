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
    package var exposedPorts: [String]?
    /// The targets of anonymous volumes.
    package var volumes: [String]?
    package var hostConfig = HostConfig()
    /// The networks to connect to.
    package var networkingConfig: NetworkingConfig?

    /// Creates a request that leaves everything to the image.
    package init(image: String) { self.image = image }

    private enum CodingKeys: String, CodingKey {
        case image = "Image"
        case command = "Cmd"
        case entrypoint = "Entrypoint"
        case environment = "Env"
        case labels = "Labels"
        case user = "User"
        case workingDirectory = "WorkingDir"
        case hostname = "Hostname"
        case domainName = "Domainname"
        case macAddress = "MacAddress"
        case tty = "Tty"
        case openStdin = "OpenStdin"
        case stopSignal = "StopSignal"
        case stopTimeout = "StopTimeout"
        case healthcheck = "Healthcheck"
        case exposedPorts = "ExposedPorts"
        case volumes = "Volumes"
        case hostConfig = "HostConfig"
        case networkingConfig = "NetworkingConfig"
    }

    /// Encodes sets in the format of the API: objects with empty values.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(image, forKey: .image)
        try container.encodeIfPresent(command, forKey: .command)
        try container.encodeIfPresent(entrypoint, forKey: .entrypoint)
        try container.encodeIfPresent(environment, forKey: .environment)
        try container.encode(labels, forKey: .labels)
        try container.encodeIfPresent(user, forKey: .user)
        try container.encodeIfPresent(workingDirectory, forKey: .workingDirectory)
        try container.encodeIfPresent(hostname, forKey: .hostname)
        try container.encodeIfPresent(domainName, forKey: .domainName)
        try container.encodeIfPresent(macAddress, forKey: .macAddress)
        try container.encodeIfPresent(tty, forKey: .tty)
        try container.encodeIfPresent(openStdin, forKey: .openStdin)
        try container.encodeIfPresent(stopSignal, forKey: .stopSignal)
        try container.encodeIfPresent(stopTimeout, forKey: .stopTimeout)
        try container.encodeIfPresent(healthcheck, forKey: .healthcheck)
        try container.encodeIfPresent(exposedPorts.map(EmptyObjects.init), forKey: .exposedPorts)
        try container.encodeIfPresent(volumes.map(EmptyObjects.init), forKey: .volumes)
        try container.encode(hostConfig, forKey: .hostConfig)
        try container.encodeIfPresent(networkingConfig, forKey: .networkingConfig)
    }
}

/// A set in Go's JSON representation: `{"a": {}, "b": {}}`.
struct EmptyObjects: Codable, Hashable, Sendable {
    private struct Nothing: Codable, Hashable {}

    var keys: [String]

    init(_ keys: [String]) { self.keys = keys }

    init(from decoder: any Decoder) throws {
        keys = try decoder.singleValueContainer().decode([String: Nothing].self).keys.sorted()
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(keys.map { ($0, Nothing()) }) { first, _ in first })
    }
}
