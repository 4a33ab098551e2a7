/// What a volume is made of. Source: Docker Engine API, VolumeCreate.
package struct VolumeCreateRequest: Encodable, Hashable, Sendable {
    /// Its name, unique.
    package var name: String
    /// nil: the engine's default.
    package var driver: String?
    /// Options for the driver.
    package var driverOptions: [String: String]?
    /// Its labels.
    package var labels: [String: String]?

    /// A volume with the engine's defaults.
    package init(name: String) { self.name = name }

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case driverOptions = "DriverOpts"
        case labels = "Labels"
    }
}

/// A volume as the engine describes it.
package struct VolumeInspection: Decodable, Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Its labels.
    package var labels: [String: String]?

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case labels = "Labels"
    }
}
