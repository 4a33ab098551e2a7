/// What a volume is made of. Source: Docker Engine API, VolumeCreate.
public struct VolumeCreateRequest: Encodable, Hashable, Sendable {
    /// Its name, unique.
    public var name: String
    /// nil: the engine's default.
    public var driver: String?
    /// Options for the driver.
    public var driverOptions: [String: String]?
    /// Its labels.
    public var labels: [String: String]?

    /// A volume with the engine's defaults.
    public init(name: String) { self.name = name }

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case driverOptions = "DriverOpts"
        case labels = "Labels"
    }
}

/// A volume as the engine describes it.
public struct VolumeInspection: Decodable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its labels.
    public var labels: [String: String]?

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case labels = "Labels"
    }
}
