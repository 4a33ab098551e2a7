/// An engine's full version. Source: Docker Engine API, SystemVersion.
package struct EngineVersion: Decodable, Hashable, Sendable {
    /// Such as `20.10.24+dfsg1`.
    package var version: String
    /// The newest API version that it supports.
    package var apiVersion: String?
    /// The oldest API version that it supports.
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
