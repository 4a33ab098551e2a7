/// An engine's version in full. Source: Docker Engine API, SystemVersion.
package struct EngineVersion: Decodable, Hashable, Sendable {
    /// Such as `20.10.24+dfsg1`.
    package var version: String
    /// The newest API that it speaks.
    package var apiVersion: String?
    /// The oldest one.
    package var minimumAPIVersion: String?
    /// Such as `linux`.
    package var operatingSystem: String?
    /// Such as `amd64`.
    package var architecture: String?

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case apiVersion = "ApiVersion"
        case minimumAPIVersion = "MinAPIVersion"
        case operatingSystem = "Os"
        case architecture = "Arch"
    }
}
