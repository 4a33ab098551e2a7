/// What a container is made of. Source: Docker Engine API, ContainerCreate.
package struct ContainerCreateRequest: Encodable, Hashable, Sendable {
    /// The image's reference or id.
    package var image: String
    /// nil: the image's own.
    package var command: [String]?
    /// nil: the image's own; empty: none.
    package var entrypoint: [String]?
    /// `KEY=value`; a key alone takes the variable away.
    package var environment: [String]?
    /// Labels of the container.
    package var labels: [String: String] = [:]
    /// `user[:group]`.
    package var user: String?
    /// Where the command runs.
    package var workingDirectory: String?
    /// Its host name.
    package var hostname: String?
    /// Its domain.
    package var domainName: String?
    /// The MAC address; before API 1.44 only.
    package var macAddress: String?
    /// Its output is a terminal, and comes without frames.
    package var tty: Bool?
    /// Its standard input stays open.
    package var openStdin: Bool?
    /// What stops it.
    package var stopSignal: String?
    /// Seconds between the stop signal and SIGKILL.
    package var stopTimeout: Int?
    /// nil: the image's own.
    package var healthcheck: ContainerHealthcheck?
    /// Such as `5432/tcp`. A published port must be here as well, or the engine passes its binding over.
    package var exposedPorts: [String]?
    /// Targets of volumes without a name.
    package var volumes: [String]?
    /// What it gets of the host.
    package var hostConfig = HostConfig()
    /// The networks that it joins.
    package var networkingConfig: NetworkingConfig?

    /// A container of an image, with all else as the image has it.
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

    /// As the API has it: sets are objects with empty values.
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

/// A set as Go writes it: `{"a": {}, "b": {}}`.
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
