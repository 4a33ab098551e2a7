/// An engine's version in full. Source: Docker Engine API, SystemVersion.
public struct EngineVersion: Decodable, Hashable, Sendable {
    /// Such as `20.10.24+dfsg1`.
    public var version: String
    /// The newest API that it speaks.
    public var apiVersion: String?
    /// The oldest one.
    public var minimumAPIVersion: String?
    /// Such as `linux`.
    public var operatingSystem: String?
    /// Such as `amd64`.
    public var architecture: String?

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case apiVersion = "ApiVersion"
        case minimumAPIVersion = "MinAPIVersion"
        case operatingSystem = "Os"
        case architecture = "Arch"
    }
}
