/// The definition of a volume to create. Source: Docker Engine API, VolumeCreate.
package struct VolumeCreateRequest: Encodable, Hashable, Sendable {
    /// The name, unique per engine.
    package var name: String
    /// nil for the engine's default.
    package var driver: String?
    package var driverOptions: [String: String]?
    package var labels: [String: String]?

    /// Creates a volume with the engine's defaults.
    package init(name: String) { self.name = name }

    private enum CodingKeys: String, CodingKey {
        case name, driver, labels
        case driverOptions = "driverOpts"
    }
}

/// A volume as reported by the engine.
package struct VolumeInspection: Decodable, Hashable, Sendable {
    package var name: String
    package var labels: [String: String]?
}
