/// What a ping reports about an engine.
package struct EngineInfo: Hashable, Sendable {
    /// The negotiated API version: the older of the newest versions that each side supports.
    package var apiVersion: APIVersion
    /// Such as `Docker/20.10.24 (linux)` or `Libpod/4.3.1 (linux)`.
    package var server: String?
    /// The builder that it prefers; `2` is BuildKit. Docker before 23.0 does not report it, although it has BuildKit.
    package var builderVersion: String?

    /// Whether the engine is Podman, which implements the same API with differences in detail.
    package var isPodman: Bool { server?.lowercased().hasPrefix("libpod") == true }
}

/// An engine's version. Source: Docker Engine API, SystemVersion.
package struct EngineVersion: Decodable, Hashable, Sendable {
    /// Such as `20.10.24+dfsg1`.
    package var version: String
    /// The newest API version that it supports.
    package var apiVersion: String?
}
